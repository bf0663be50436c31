import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { useChain } from '../../../renderer/src/stores/chain';

describe('the chain on screen', () => {
  beforeEach(() => {
    localStorage.clear();
    setActivePinia(createPinia());
  });

  it('starts with an example that does not fit, and a fix cures it', () => {
    const chain = useChain();
    expect(chain.problems.map(({ step }) => step.name)).toEqual(['cat1']);
    expect(chain.selected?.step.name).toBe('cat1');
    chain.apply(chain.fixes!.list[0]!.chain);
    expect(chain.problems).toEqual([]);
    expect(chain.text).toContain('output_padding=1');
    expect(chain.evaluation?.output).toEqual([1, 3, 225, 225]);
  });

  it('the size fields leave the text alone, and follow a comment in it', () => {
    const chain = useChain();
    chain.setAxis(2, 224);
    chain.setAxis(3, 224);
    expect(chain.text).toContain('# x: 1×3×225×225');
    expect(chain.problems).toEqual([]);
    chain.text = '# x: 3×10×12\nnn.ReLU()\n';
    expect(chain.shape).toEqual([1, 3, 10, 12]);
  });

  it('a line that cannot be read is said, and nothing is computed', () => {
    const chain = useChain();
    chain.text = 'nn.Conv2d(3)';
    expect(chain.parsed.error).toBe('Line 1: Expected out_channels for Conv2d but received nothing.');
    expect(chain.evaluation).toBeNull();
  });

  it('solves for a layer that makes the output larger', () => {
    const chain = useChain();
    chain.open('espcn');
    expect(chain.solveFor(2)?.output).toEqual([510, 510]);
  });
});
