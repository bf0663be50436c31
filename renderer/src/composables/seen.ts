import { onMounted, onUnmounted, ref, type Ref } from 'vue';

/** Whether an element has been in sight; always where the browser cannot tell. */
export function useSeen(element: Readonly<Ref<HTMLElement | undefined>>): Readonly<Ref<boolean>> {
  const isSeen = ref(false);
  let observer: IntersectionObserver | null = null;
  onMounted(() => {
    if (typeof IntersectionObserver === 'undefined' || !element.value) {
      isSeen.value = true;
      return;
    }
    observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      isSeen.value = true;
      observer?.disconnect();
    });
    observer.observe(element.value);
  });
  onUnmounted(() => observer?.disconnect());
  return isSeen;
}
