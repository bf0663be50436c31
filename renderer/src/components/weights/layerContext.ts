import { computed, type ComputedRef } from 'vue';
import { contextOf } from '@core/upsamplers/context';
import type { ParameterContext } from '@core/upsamplers/upsampler';
import type { Inspection } from '@core/engine/contract/contract';
import { useExperiment } from '../../stores/experiment';
import { useInspections } from '../../stores/inspections';
import { usePictures } from '../../stores/pictures';
import type { SetupMethod } from '../../stores/setup';

interface LayerContext {
  /** What the engine says of the method as it stands; null until it has answered. */
  readonly inspection: Inspection | null;
  readonly context: ParameterContext;
}

/** A method with what its weights depend on besides its parameters. */
export function useLayerContext(method: () => SetupMethod): ComputedRef<LayerContext> {
  const experiment = useExperiment();
  const pictures = usePictures();
  const inspections = useInspections();
  return computed(() => ({
    inspection: inspections.byKey(method().key)?.inspection ?? null,
    context: contextOf(experiment.setup, pictures.selected),
  }));
}
