/** Asks for the served workbench; the start script of the Linux packages gives it where no window opens. */
export const SERVE_SWITCH = '--serve';
