/** What programs are told that put pictures on the bench. */
export const handover = {
  'upload-refused': ({ status }: { status: number }) => `The upload was refused (${status}).`,
  'handover-at': ({ place, reason }: { place: string; reason: string }) => `${place}: ${reason}`,
  'handover-damaged': ({ reason }: { reason: string }) => `What was sent to show is not of the agreed form: ${reason}.`,
  'handover-name': ({ name }: { name: string }) =>
    `"${name}" cannot be the name of a finished output: letters, digits, "-" and "_", and no name of a method.`,
  'handover-gone': () => 'This was put on the bench too long ago. Send it again.',
  'state-unwritten': ({ path, reason }: { path: string; reason: string }) =>
    `Programs will not find this workbench: nothing could be written to "${path}": ${reason}`,
};
