/** From this size on (CSS pixels) a picture pixel has room for its values. */
export const NUMBERS_PIXEL = 44;
