import { describe, expect, it } from 'vitest';
import { inspectMethod, type InspectionRequest } from '@core/experiment/inspect';
import { inspection, type Inspection } from '@core/experiment/schema';
import { upsamplers, type ParameterValues } from '@core/upsamplers';
import { testWeights } from '../../helpers/methods';

function inspect(id: string, parameters: ParameterValues = {}, changes: Partial<InspectionRequest> = {}): Inspection {
  const picture = { width: 33, height: 20, channels: 3 } as const;
  const answer = inspectMethod(
    { method: { id, parameters }, scale: 2, mode: 'reference', picture, ...changes },
    testWeights,
  );
  const json: unknown = JSON.parse(JSON.stringify(answer));
  expect(inspection.parse(json)).toMatchObject(json as object);
  return answer;
}

describe('inspectMethod', () => {
  it('answers for every method in both modes, with and without a picture', () => {
    for (const { id } of upsamplers) {
      expect(inspect(id)).toMatchObject({
        fits: true,
        refusal: null,
        inputShape: [1, 3, 10, 16],
        outputShape: [1, 3, 20, 32],
      });
      expect(inspect(id, {}, { picture: null })).toMatchObject({ fits: true, inputShape: [1, 3, 128, 128] });
    }
    expect(inspect('bicubic', {}, { mode: 'enlarge' })).toMatchObject({
      inputShape: [1, 3, 20, 33],
      outputShape: [1, 3, 40, 66],
    });
  });

  it('shows the shape an operator makes beside the refusal and the cure', () => {
    const answer = inspect('conv-transpose', { kernelSize: 3 });
    expect(answer).toMatchObject({ fits: false, outputShape: [1, 3, 19, 31] });
    expect(answer.refusal).toMatchObject({
      code: 'size-mismatch',
      parameter: 'outputPadding',
      fix: { outputPadding: 1 },
    });
    expect(answer.cost).not.toBeNull();
    expect(answer.forecast?.phaseGain).toHaveLength(2);
  });

  it('keeps the other parameters when one is illegal', () => {
    const answer = inspect('pixel-shuffle', { kernelSize: 4, weights: 'icnr' });
    expect(answer.refusal).toMatchObject({ code: 'invalid-parameter', parameter: 'kernelSize' });
    expect(answer.parameters).toMatchObject({ kernelSize: 3, weights: 'icnr' });
    expect(answer.fits).toBe(false);
  });

  it('reports weights that cannot be made', () => {
    expect(inspect('nearest-conv', { kernelSize: 1, weights: 'sharpen' }).refusal).toMatchObject({
      parameter: 'kernelSize',
      fix: { kernelSize: 3 },
    });
    expect(inspect('nearest-conv', { weights: 'file:x.safetensors' }).refusal?.message).toBe(
      'No weight file is open under the name "x.safetensors".',
    );
  });

  it('hands out weights, at most 4096 of them', () => {
    const { weights } = inspect('conv-transpose', { weights: 'bilinear', bias: true });
    expect(weights).toMatchObject({ origin: 'bilinear kernel', shape: [3, 1, 4, 4], bias: [0, 0, 0] });
    expect(weights?.values.slice(0, 4)).toEqual([0.0625, 0.1875, 0.1875, 0.0625]);
    expect(
      inspect('pixel-shuffle', { kernelSize: 21, groups: 'dense', weights: 'kaiming' }, { scale: 4 }).weights?.values,
    ).toHaveLength(4096);
    expect(inspect('bilinear').weights).toBeNull();
  });

  it('shows fitted weights by default, shipped ones and ones fitted for the kernel that was asked for', () => {
    const shipped = inspect('conv-transpose');
    expect(shipped.weights).toMatchObject({ origin: 'fitted on the built-in set', shape: [3, 1, 4, 4] });
    // Every channel has the same kernel, and one pixel in gives about s² pixels' worth out.
    const values = shipped.weights?.values ?? [];
    expect(values.slice(16, 32)).toEqual(values.slice(0, 16));
    expect(values.slice(0, 16).reduce((sum, value) => sum + value, 0)).toBeCloseTo(4, 1);
    expect(inspect('pixel-shuffle', { kernelSize: 1, groups: 'dense', bias: true }).weights).toMatchObject({
      shape: [12, 3, 1, 1],
    });
  });

  it('refuses unpooling without a reference and pictures smaller than the scale', () => {
    expect(inspect('unpooling', {}, { mode: 'enlarge' }).refusal).toMatchObject({
      code: 'unavailable',
      fix: { indices: 'top-left' },
    });
    expect(inspect('nearest', {}, { picture: { width: 1, height: 9, channels: 1 } }).refusal?.message).toBe(
      'Expected a picture of at least 2×2 pixels for scale 2.',
    );
  });
});
