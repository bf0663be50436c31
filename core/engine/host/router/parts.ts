import { implement } from '@orpc/server';
import type { Environment } from '../../../experiment/schema';
import type { BlobStore } from '../blobStore';
import type { ComputeThread } from '../../thread/computeThread';
import type { FittedStore } from '../../weights/fittedStore';
import type { ConnectionContext } from '../connection';
import { contract } from '../../contract/contract';
import type { KeptWeights } from '../../weights/keptWeights';
import type { NetworkStore } from '../../networks/networkStore';
import type { PictureStore } from '../../pictures/pictureStore';
import type { RunRegistry } from '../../runs/runRegistry';
import type { WeightStore } from '../../weights/weightStore';
import type { WeightFile } from '../../files/namedFile';

/** What the procedures work on. */
export interface EngineParts {
  readonly blobs: BlobStore;
  readonly pictures: PictureStore;
  readonly runs: RunRegistry;
  /** The thread for short work: opening pictures, making files. */
  readonly quickThread: ComputeThread;
  /** The thread that computes runs. */
  readonly runThread: ComputeThread;
  /** The thread for studies, started when the first one comes. */
  study(): ComputeThread;
  /** Weights that were fitted here. */
  readonly fitted: FittedStore;
  /** Folder of the shipped weights and training pictures. */
  readonly resources: string;
  /** Bytes this process may still allocate. */
  freeMemory(): number;
  /** Shipped weights, for answers that need no thread. */
  readonly weightStore: WeightStore;
  /** Tensors that pages took out of weight files. */
  readonly keptWeights: KeptWeights;
  /** Networks that pages opened. */
  readonly networks: NetworkStore;
  /** Weight files that methods may name. */
  weightFiles(): readonly WeightFile[];
  environment(): Promise<Environment>;
  /** Told how many pixels were closed, so that threads need not keep the room for them. */
  giveBack(pixels: number): void;
  /** Resolves when the pictures to begin with are open. */
  readonly begun: Promise<void>;
}

export const procedures = implement(contract).$context<ConnectionContext>();
