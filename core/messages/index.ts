export { LANGUAGES, type Language, type Text } from './language';
export { isMessage, message, printable, say, type Code, type Message, type ValuesOf } from './message';
