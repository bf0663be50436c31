/** Named metric protocols, in the order of the list; the engine refuses a name it does not know. */
export const PROTOCOL_IDS = [
  'saved-file',
  'sr-paper',
  'scikit-image-default',
  'wang-2004',
  'sr-matlab',
  'wang-2004-colour',
] as const;
