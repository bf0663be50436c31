export { LANGUAGES, languageNamed, type Language, type Text } from './language';
export { cite, inAll, type Explanation, type Look, type Source } from './descriptor';
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
