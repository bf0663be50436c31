export { LANGUAGES, type Language, type Text } from './language';
export { cite, inAll, listed, type Explanation, type Glyph, type Look, type Source } from './descriptor';
export {
  isMessage,
  message,
  printable,
  say,
  textSaid,
  type Code,
  type Message,
  type Said,
  type ValuesOf,
} from './message';
