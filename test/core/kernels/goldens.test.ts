import { describe, expect, it } from 'vitest';
import { createFastOperators } from '../../../core/kernels';
import { createReferenceOperators } from '../../../core/ops';
import { expectGolden, GOLDEN_FILES, runGolden } from '../../helpers/operatorGoldens';
import { readTorchGoldens, type GoldenCase } from '../../helpers/torchGoldens';

const files = GOLDEN_FILES.map((name) => ({ name, cases: readTorchGoldens(name) }));
const isDerived = (golden: GoldenCase) => /backward|unfold/.test(String(golden.args['fn']));
const reference = createReferenceOperators();

describe.each(['exact', 'fast'] as const)('PyTorch goldens in %s arithmetic', (arithmetic) => {
  const operators = createFastOperators({ arithmetic });

  describe.each(files)('$name', ({ name, cases }) => {
    const plain = cases.filter((golden) => golden.error === undefined && !isDerived(golden));
    it.each(plain)('$id', (golden) => {
      expectGolden(runGolden(operators, name, golden), golden);
    });

    const refused = cases.filter((golden) => golden.error !== undefined);
    it.runIf(refused.length > 0)('refuses what the reference refuses, in the same words', () => {
      const sentence = (of: typeof reference, golden: GoldenCase): string => {
        try {
          runGolden(of, name, golden);
        } catch (error) {
          return String(error);
        }
        return 'nothing refused';
      };
      for (const golden of refused) expect(sentence(operators, golden), golden.id).toBe(sentence(reference, golden));
    });
  });

  it('gives all memory back', () => {
    expect(operators.machine.memory.bytesInUse).toBeLessThan(2 ** 21);
  });
});
