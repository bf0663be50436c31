// For tools that do not read .vue files themselves, such as the linter; vue-tsc does and prefers the real types.
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent;
  export default component;
}

/** The text of a file, taken in when the page is built. */
declare module '*?raw' {
  const text: string;
  export default text;
}
