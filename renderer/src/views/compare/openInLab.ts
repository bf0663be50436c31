import { labDemos, labOperatorOf, labPreset } from '@core/lab';
import { createTensor } from '@core/tensor/tensor';
import type { ProvenanceDetail } from '@core/engine/contract/contract';
import type { MethodSpec } from '@core/experiment/schema';
import { useInspections } from '../../stores/inspections';
import { useLab } from '../../stores/lab';
import { showView } from '../navigation';

const FIELDS = ['kernelSize', 'stride', 'padding'] as const;

export const hasLab = (methodId: string): boolean => labOperatorOf(methodId) !== undefined;

/** Shows the method in the lab on the very input pixels that made a value. */
export function useOpenInLab(): (spec: MethodSpec, detail: ProvenanceDetail) => void {
  const lab = useLab();
  const inspections = useInspections();
  return (spec, detail) => {
    const operator = labOperatorOf(spec.id);
    const demo = labDemos.find(({ presets }) => presets.some((id) => labPreset(id).operator === operator));
    const [first] = detail.taps;
    if (!demo || !first) return;
    const own = detail.taps.filter(({ channel }) => channel === first.channel);
    const [ys, xs] = [own.map(({ y }) => y), own.map(({ x }) => x)];
    const [top, left] = [Math.min(...ys), Math.min(...xs)];
    // A demonstration needs several steps, even if one pixel makes the value.
    const height = Math.max(3, Math.max(...ys) - top + 1);
    const width = Math.max(3, Math.max(...xs) - left + 1);
    const data = new Float32Array(height * width);
    const peak = Math.max(1, ...own.map(({ value }) => value)) > 255 ? 65535 : 255;
    for (const { y, x, value } of own) data[(y - top) * width + x - left] = Number((value / peak).toFixed(3));
    lab.chooseTopic(demo.id);
    if (lab.setup.operator !== operator) {
      const preset = demo.presets.find((id) => labPreset(id).operator === operator);
      if (preset) lab.choosePreset(preset);
    }
    const parameters = inspections.byKey(spec.key)?.inspection?.parameters ?? {};
    for (const name of FIELDS) {
      const value = parameters[name];
      if (typeof value === 'number' && name in lab.setup) lab.setField(name, value);
    }
    lab.usePatch(createTensor([1, height, width], data));
    showView('lab');
  };
}
