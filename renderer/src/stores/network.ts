import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { z } from 'zod';
import { applyEdits, chainExamples, solve, type Solved } from '@core/chain';
import type { AuditEvent, AuditRequest, RewriteAnswer } from '@core/engine/contract/contract';
import type { Said } from '@core/messages';
import type { DocumentFix, EnlargingRow, NetworkDocument, NetworkRow } from '@core/network/document';
import { auditReport, type AuditReport } from '@core/network/auditReport';
import type { Target } from '@core/network/onnx/targets';
import { VISIBLE } from '@core/network/pattern';
import { saidOf, UpbenchError } from '@core/tensor/errors';
import { useHost } from '../host';
import { createHistory } from './history';
import { inOrder, isNetworkText, sendNetwork } from './networkFiles';
import { keep, restore } from './persist';
import { usePictures } from './pictures';
import { useRecentNetworks } from './recentNetworks';
import { createStudy } from './study';

const KEY = 'upbench.network/1';
/** What the view was called before. */
const OLD_KEY = 'upbench.chain/1';
const kept = z.object({ text: z.string().max(200_000) });
/** Typing is followed when it pauses. */
const PAUSE_MS = 160;

/** Files on screen in place of the text. */
interface OpenNetwork {
  readonly name: string;
  readonly files: readonly File[];
}

/**
 * The network on screen. A file, a recording or a text: the engine follows or runs it, and what comes back is one
 * document for all three. The text is the user's: only typing, opening and a chosen fix change it, and all of that is undone.
 */
export const useNetwork = defineStore('network', () => {
  const host = useHost();
  const pictures = usePictures();
  const recent = useRecentNetworks();
  const first = chainExamples.find(({ id }) => id === 'unet-225')!.text;
  const history = createHistory(restore(KEY, kept, restore(OLD_KEY, kept, { text: first })));
  keep(KEY, history.state);
  const text = computed(() => history.state.value.text);

  const file = shallowRef<OpenNetwork | null>(null);
  /** The shape that the fields ask for; null: what the network says. */
  const shape = shallowRef<readonly number[] | null>(null);
  const pictureId = ref<string | null>(null);
  /** Whether somebody looks. */
  const isShown = ref(false);

  const document = shallowRef<NetworkDocument | null>(null);
  /** What the document on screen is of: the file's name, or nothing for the text. */
  const documentOf = ref<string | null>(null);
  const ms = ref(0);
  const sending = ref<number | null>(null);
  const failure = ref<Said>('');
  const study = createStudy<AuditEvent>();
  const isBusy = computed(() => sending.value !== null || study.phase.value === 'running');
  let sent: { readonly of: OpenNetwork; readonly id: string } | null = null;
  let abort: AbortController | null = null;

  // The comment of a text that names its input moves the fields when it changes; nothing moves the text.
  const saidShape = computed(() => /^\s*#\s*(?:x|input)\s*[:=].*$/m.exec(text.value)?.[0] ?? '');
  watch(saidShape, () => (shape.value = null), { flush: 'sync' });

  function setText(value: string, label = 'typing'): void {
    if (value === text.value) return;
    history.change(label, { text: value });
  }

  async function open(given: readonly File[]): Promise<void> {
    const texts = given.filter(isNetworkText);
    const others = inOrder(given.filter((one) => !isNetworkText(one)));
    const [main] = others;
    if (main) {
      file.value = { name: main.name, files: others };
      shape.value = null;
      pictureId.value = pictures.plain.find(({ id }) => id === pictures.selectedId)?.id ?? null;
      selectedName.value = null;
      await audit();
      // What cannot be read is nothing to come back to.
      if (file.value?.files === others && document.value !== null) await recent.add(others).catch(() => undefined);
      return;
    }
    const [own] = texts;
    if (!own) return;
    const read = await own.text();
    file.value = null;
    shape.value = null;
    selectedName.value = null;
    history.change(`open ${own.name}`, { text: read.replaceAll('\r\n', '\n') });
  }
  function close(): void {
    file.value = null;
    shape.value = null;
    selectedName.value = null;
    failure.value = '';
  }

  /** Asks the engine; the previous question is cancelled. */
  async function audit(mayRepeat = true): Promise<void> {
    abort?.abort();
    const own = (abort = new AbortController());
    const { signal } = own;
    failure.value = '';
    const of = file.value;
    let source: AuditRequest['source'];
    try {
      source = of === null ? { kind: 'text', text: text.value } : { kind: 'file', id: await idOf(of, signal) };
    } catch (error) {
      if (!signal.aborted) failure.value = saidOf(error);
      return;
    } finally {
      if (abort === own) sending.value = null;
    }
    if (signal.aborted) return;
    const request = {
      source,
      input: asked(),
      model: null,
      pictureId: of === null ? null : pictureId.value,
    };
    await study.run(
      (options) => host.engine.networks.audit(request, options),
      (event) => {
        if (event.type !== 'done') return;
        document.value = event.document;
        documentOf.value = of?.name ?? null;
        ms.value = event.ms;
      },
    );
    if (signal.aborted || study.phase.value !== 'failed') return;
    const said = study.message.value;
    // A restarted engine does not have the files.
    if (mayRepeat && of !== null && typeof said !== 'string' && said.code === 'network-gone') {
      sent = null;
      return audit(false);
    }
    failure.value = said;
    if (of !== null) document.value = null;
  }

  async function idOf(of: OpenNetwork, signal: AbortSignal): Promise<string> {
    if (sent?.of === of) return sent.id;
    sending.value = 0;
    const id = await sendNetwork(host.engine, of.files, (share) => (sending.value = share), signal);
    sent = { of, id };
    return id;
  }
  /** Asks the engine about the open file by its id, null where none is open; sends it again where the engine lost it. */
  async function inEngine<T>(
    ask: (id: string | null) => Promise<T>,
    signal = new AbortController().signal,
  ): Promise<T> {
    const of = file.value;
    if (of === null) return ask(null);
    try {
      return await ask(await idOf(of, signal));
    } catch (error) {
      const said = saidOf(error);
      if (typeof said === 'string' || said.code !== 'network-gone') throw error;
      sent = null;
      return await ask(await idOf(of, signal));
    } finally {
      sending.value = null;
    }
  }
  /** An equal layer in the place of one of the file's, run beside it; the answer's files wait in the engine to be saved. */
  const rewrite = (layer: string, to: Target, signal: AbortSignal): Promise<RewriteAnswer> =>
    inEngine((id) => {
      if (id === null) throw new Error('No file is open.');
      return host.engine.networks.rewrite({ id, layer, to, input: asked() }, { signal });
    }, signal);
  const asked = (): number[] | null => (shape.value === null ? null : [...shape.value]);

  function cancel(): void {
    abort?.abort();
    abort = null;
    sending.value = null;
    study.cancel();
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  watch([text, shape, pictureId, file, isShown], () => {
    clearTimeout(timer);
    if (!isShown.value || file.value !== null) return;
    timer = setTimeout(() => void audit(), document.value === null ? 0 : PAUSE_MS);
  });
  // Files are asked about when they are opened and when the fields change, not when somebody looks.
  watch([shape, pictureId], () => {
    if (file.value !== null && documentOf.value === file.value.name && !isBusy.value) void audit();
  });

  const rows = computed<readonly NetworkRow[]>(() => document.value?.rows ?? []);
  const layers = computed<ReadonlyMap<number, EnlargingRow>>(
    () => new Map((document.value?.layers ?? []).map((layer) => [layer.row, layer])),
  );
  const problems = computed(() => rows.value.filter((row) => row.problem !== null || row.warning !== null));
  const selectedName = ref<string | null>(null);
  const selected = computed(
    () =>
      rows.value.find(({ name }) => name === selectedName.value) ??
      problems.value[0] ??
      rows.value[worstRow(document.value)] ??
      rows.value.at(-1) ??
      null,
  );
  const selectedLayer = computed(() =>
    selected.value ? layers.value.get(rows.value.indexOf(selected.value)) : undefined,
  );
  /** The shape in use: what the fields ask for, else what the network says. */
  const input = computed(() => shape.value ?? document.value?.input ?? null);

  /** Another size of the input. The text stays as it is. */
  function setAxis(axis: number, size: number): void {
    if (!Number.isSafeInteger(size) || size < 1 || !input.value) return;
    shape.value = input.value.map((old, i) => (i === axis ? size : old));
  }
  function setSize(height: number | null, width: number | null): void {
    if (!input.value) return;
    shape.value = input.value.map((old, i) => (i === 2 ? (height ?? old) : i === 3 ? (width ?? old) : old));
  }
  function apply({ edits, kind }: DocumentFix): void {
    if (edits) setText(applyEdits(text.value, edits), `fix ${kind}`);
  }
  function openExample(id: string): void {
    const example = chainExamples.find((known) => known.id === id);
    if (!example) return;
    file.value = null;
    selectedName.value = null;
    setText(example.text, `example ${id}`);
  }
  function solveFor(target: number): Solved | null {
    const [, channels = 3, height = 1, width = 1] = document.value?.output ?? input.value ?? [];
    try {
      return solve({ input: [height, width], target, channels });
    } catch (error) {
      if (!(error instanceof UpbenchError)) throw error;
      return null;
    }
  }
  /** For the report: a network of the user's own that was read completely, not an example. */
  const report = computed<AuditReport | null>(() => {
    const own = document.value;
    const isExample = documentOf.value === null && chainExamples.some((example) => example.text === text.value);
    if (!own || isExample || own.error !== null || own.layers.length === 0 || problems.value.length > 0) return null;
    return auditReport(own, documentOf.value);
  });
  return {
    report,
    text,
    setText,
    undo: history.undo,
    redo: history.redo,
    canUndo: history.canUndo,
    canRedo: history.canRedo,
    file,
    open,
    close,
    openExample,
    apply,
    solveFor,
    shape,
    input,
    setAxis,
    setSize,
    pictureId,
    isShown,
    document,
    documentOf,
    ms,
    rows,
    layers,
    problems,
    failure,
    isBusy,
    sending,
    progress: study.progress,
    selected,
    selectedLayer,
    selectedName,
    audit,
    rewrite,
    inEngine,
    cancel,
  };
});

/** The row with the strongest visible grid. */
function worstRow(document: NetworkDocument | null): number {
  const known = document?.layers ?? [];
  const strength = ({ reachesOutput, evenOverlap }: EnlargingRow): number =>
    reachesOutput ?? (evenOverlap === false ? VISIBLE : 0);
  return known.toSorted((a, b) => strength(b) - strength(a))[0]?.row ?? -1;
}
