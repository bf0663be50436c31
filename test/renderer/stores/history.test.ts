import { describe, expect, it } from 'vitest';
import { createHistory } from '@renderer/stores/history';

describe('createHistory', () => {
  it('goes back and forth', () => {
    const history = createHistory('a', () => 0, 0);
    history.change('x', 'b');
    history.change('y', 'c');
    expect(history.canRedo.value).toBe(false);
    history.undo();
    expect(history.state.value).toBe('b');
    history.undo();
    expect([history.state.value, history.canUndo.value]).toEqual(['a', false]);
    history.undo();
    expect(history.state.value).toBe('a');
    history.redo();
    history.redo();
    expect([history.state.value, history.canRedo.value]).toEqual(['c', false]);
  });

  it('forgets the future when something new happens', () => {
    const history = createHistory('a', () => 0, 0);
    history.change('x', 'b');
    history.undo();
    history.change('x', 'c');
    expect(history.canRedo.value).toBe(false);
    history.undo();
    expect(history.state.value).toBe('a');
  });

  it('takes quick changes of one field for one step', () => {
    let clock = 0;
    const history = createHistory('', () => clock, 800);
    history.change('kernelSize', '1');
    clock = 500;
    history.change('kernelSize', '12');
    clock = 2000;
    history.change('kernelSize', '123');
    history.undo();
    expect(history.state.value).toBe('12');
    history.undo();
    expect(history.state.value).toBe('');
  });

  it('does not merge changes of different fields, nor across an undo', () => {
    const history = createHistory('a', () => 0, 800);
    history.change('x', 'b');
    history.change('y', 'c');
    history.undo();
    expect(history.state.value).toBe('b');
    history.change('y', 'd');
    history.undo();
    expect(history.state.value).toBe('b');
  });

  it('has no step for a change that changes nothing', () => {
    const history = createHistory('a');
    history.change('x', 'a');
    expect(history.canUndo.value).toBe(false);
  });
});
