/** Whether Windows keeps a name for a device; with any ending it does, too. */
export const isDeviceName = (name: string): boolean => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name);
