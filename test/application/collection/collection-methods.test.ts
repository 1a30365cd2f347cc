import {
  AddCollectionMethod,
  AddCollectionMethodHandler,
} from '../../../src/application/collection/add-collection-method.command.js';
import {
  ChangeCollectionMethod,
  ChangeCollectionMethodHandler,
} from '../../../src/application/collection/change-collection-method.command.js';
import type { Actor } from '../../../src/domain/shared/actor.js';
import { InMemoryUnitOfWork } from '../../support/application/in-memory-unit-of-work.js';
import { SettableClock } from '../../support/application/settable-clock.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

const ANA: Actor = { kind: 'staff', id: 'ana', name: 'Ana' };

let unitOfWork: InMemoryUnitOfWork;

beforeEach(() => {
  unitOfWork = new InMemoryUnitOfWork();
});

function add(label: string) {
  return new AddCollectionMethodHandler(unitOfWork, new SettableClock()).execute(
    new AddCollectionMethod(label, ANA),
  );
}

function retire(code: string) {
  return new ChangeCollectionMethodHandler(unitOfWork, new SettableClock()).execute(
    new ChangeCollectionMethod(code, { isRetired: true }, ANA),
  );
}

const stored = () => [...unitOfWork.stored.collectionMethods.values()];

it('a way of collecting is added once, though the answer to the commit was lost', async () => {
  unitOfWork.loseAnswersToCommits(1);
  expect(await add('Gift card')).toEqual({ code: 'gift_card', label: 'Gift card', isRetired: false });
  expect(stored()).toHaveLength(1);
  await expectLaterRefused(add('gift card'), 'collection_method_exists');
});

it('two of one name, added at once, become one', async () => {
  const results = await Promise.allSettled([add('Gift card'), add('Gift card')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(stored()).toHaveLength(1);
});

it('of the last two, retired at once, one stays in use', async () => {
  await add('Cash');
  await add('Cheque');
  const results = await Promise.allSettled([retire('cash'), retire('cheque')]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(stored().filter(({ isRetired }) => !isRetired)).toHaveLength(1);
});

it('the order is changed once, though the answer to the commit was lost', async () => {
  for (const label of ['Cash', 'Cheque', 'Voucher']) await add(label);
  unitOfWork.loseAnswersToCommits(1);
  await new ChangeCollectionMethodHandler(unitOfWork, new SettableClock()).execute(
    new ChangeCollectionMethod('voucher', { position: 1 }, ANA),
  );
  expect(await unitOfWork.run(({ collectionMethods }) => collectionMethods.lock())).toMatchObject([
    { code: 'voucher' },
    { code: 'cash' },
    { code: 'cheque' },
  ]);
});
