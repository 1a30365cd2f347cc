import { PollingLanes } from '../../../src/infrastructure/scheduling/polling-lanes.js';
import { until } from '../../support/until.js';

/** Works off what is put into it; `slow` takes until it is let go. */
function lanesOver(queue: string[], count: number) {
  const done: string[] = [];
  const errors: unknown[] = [];
  let letGo: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => (letGo = resolve));
  const lanes = new PollingLanes({
    count,
    intervalMs: 20,
    onError: (error) => errors.push(error),
    step: async () => {
      const next = queue.shift();
      if (next === undefined) return 'idle';
      if (next === 'slow') await slow;
      if (next === 'broken') throw new Error('It broke.');
      done.push(next);
      return 'more';
    },
  });
  lanes.start();
  return { lanes, done, errors, letGo };
}

describe('lanes over one queue', () => {
  it('go on beside work that takes long, also with what comes later', async () => {
    const queue = ['slow', 'quick'];
    const { lanes, done, letGo } = lanesOver(queue, 2);
    await until(() => done.includes('quick'));
    queue.push('later');
    lanes.nudge();
    await until(() => done.includes('later'));
    expect(done).toEqual(['quick', 'later']);
    letGo();
    await lanes.stop();
    expect(done).toEqual(['quick', 'later', 'slow']);
  });

  it('go on after work that broke, and tell of it', async () => {
    const { lanes, done, errors } = lanesOver(['broken', 'broken', 'quick'], 2);
    await until(() => done.includes('quick'));
    await lanes.stop();
    expect(errors).toEqual([new Error('It broke.'), new Error('It broke.')]);
  });
});
