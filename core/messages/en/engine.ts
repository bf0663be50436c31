import { counted } from '../plural';
/** The computing process: how it starts, ends and answers. */
export const engine = {
  'engine-stopped': ({ how }: { how: string }) => `The engine stopped unexpectedly (${how}).`,
  'engine-stopped-opening': () => 'The engine stopped while it opened this picture. Open it again.',
  'run-not-finished': () => 'This run is not finished, so there is nothing to export yet.',
  'benchmark-no-operator': ({ id, known }: { id: string; known: readonly string[] }) =>
    `There is no operator ${id} to time: they are ${known.join(', ')}.`,
  'numbers-no-original': () => 'There is no original to compare with, so this cannot be measured.',
  'numbers-no-map': ({ metric }: { metric: string }) => `${metric} has no map.`,
  'thread-not-started': ({ reason }: { reason: string }) => `The computing thread did not start (${reason}).`,
  'thread-no-memory': () => 'There was not enough memory for this picture. Use a smaller one.',
  'thread-stopped': () => 'The computing thread stopped unexpectedly. Start the run again.',
  'memory-values': ({ file, values, most, advice }: { file: string; values: number; most: number; advice: string }) =>
    `The output for "${file}" would have ${counted(values, 'value')}; at most ${most} fit into a tensor. ${advice}`,
  'memory-needed': ({ file, needed, free, advice }: { file: string; needed: string; free: string; advice: string }) =>
    `Comparing on "${file}" needs about ${needed} of memory, but ${free} are free. ${advice}`,
  'memory-smaller-scale': () => 'Use a smaller picture or scale.',
  'memory-fewer-methods': () => 'Use a smaller picture or fewer methods.',
  'weight-files-open': ({ count }: { count: number }) => `${count} weight files are open already.`,
  'no-results-yet': () => 'There are no results of this experiment yet.',
  'picture-not-open': () => 'This picture is no longer open.',
  'picture-not-kept': () => 'This picture is no longer stored. Start the run again.',
  'no-sample': ({ name, known }: { name: string; known: readonly string[] }) =>
    `There is no sample picture "${name}". Samples: ${known.length === 0 ? 'none' : known.join(', ')}.`,
  'run-needs-picture': () => 'Open a picture first.',
  'run-needs-method': () => 'Choose at least one method.',
  'runs-waiting': ({ count }: { count: number }) => `${counted(count, 'run is', 'runs are')} waiting already.`,
  'run-unknown': () => 'This run is no longer available. Start it again.',
  'wire-bytes': ({ bytes, name, shape, received }: { bytes: number; name: string; shape: string; received: number }) =>
    `Expected ${counted(bytes, 'byte')} for ${name} of shape ${shape} but received ${received}.`,
  'png-cannot-hold': ({ channels, bits }: { channels: number; bits: number }) =>
    `A PNG cannot hold ${counted(channels, 'channel')} of ${bits} bits.`,
  'decoder-values': ({ values, channels }: { values: number; channels: number }) =>
    `The decoder gave ${counted(values, 'value')} for ${counted(channels, 'channel')}.`,
  'no-blob-kind': ({ kind }: { kind: string }) => `There is no blob kind "${kind}".`,
  'port-in-use': ({ port }: { port: number }) =>
    `Port ${port} is in use. Choose another with --port, or none for any free one.`,
  'port-not-allowed': ({ port }: { port: number }) => `No permission to listen on port ${port}. Choose one above 1023.`,
  'upload-too-large': ({ mebibytes }: { mebibytes: number }) => `A picture file may have at most ${mebibytes} MiB.`,
  'upload-broken': () => 'The upload was broken off.',
  'log-engine-again': ({ reason }: { reason: string }) => `${reason} It is started again.`,
  'log-engine-given-up': ({ reason, times }: { reason: string; times: number }) =>
    `${reason} It stopped ${counted(times, 'time')} in a row and will not be restarted.`,
  'log-thread-ended': ({ ms }: { ms: number }) => `Ended the computing thread: it did not stop within ${ms} ms.`,
  'log-thread-stopped': ({ reason }: { reason: string }) => `The computing thread stopped: ${reason}`,
  'log-rejection': ({ reason }: { reason: string }) => `Unhandled rejection: ${reason}`,
  'log-early-message': ({ type }: { type: string }) =>
    `A message of type ${type} came before the start and was dropped.`,
  'log-no-sample': ({ reason }: { reason: string }) => `No sample picture is open: ${reason}`,
  'log-connection-sent': ({ what }: { what: string }) => `Closed a connection: it sent ${what}.`,
  'log-connection-failed': ({ reason }: { reason: string }) => `Closed a connection: ${reason}.`,
  'log-request-refused': ({ reason }: { reason: string }) => `Refused a request: ${reason}.`,
  'log-request-failed': ({ reason }: { reason: string }) => `A request failed: ${reason}`,
  'log-upgrade-refused': ({ reason }: { reason: string }) => `Refused an upgrade: ${reason}.`,
  'log-window-refused': ({ url }: { url: string }) => `A new window was refused: ${url}`,
  'log-navigation-refused': ({ url }: { url: string }) => `Navigation was refused: ${url}`,
  'log-page-ended': ({ reason }: { reason: string }) => `The page's process ended: ${reason}.`,
  'log-place-not-kept': ({ reason }: { reason: string }) => `The window's place was not kept: ${reason}`,
  'log-message-refused': ({ channel, from }: { channel: string; from: string }) =>
    `A message on ${channel} from ${from} was refused.`,
  'log-closed-frame': () => 'a closed frame',
};
