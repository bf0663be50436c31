import { defineAsyncComponent, type Component } from 'vue';
import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';
import { notifyError } from './announce';

/** A component that is read when it is first shown. Where it cannot be read the window says so, and it is tried again when it is shown again. */
export function later<Of extends Component>(loader: () => Promise<{ default: Of }>): Of {
  return defineAsyncComponent<Of>({
    loader,
    onError(_error, _retry, fail) {
      notifyError(new UpbenchError('unavailable', message('engine-unreachable')));
      fail();
    },
  });
}
