import { PostgresApiTokens } from '../../../src/infrastructure/persistence/api-access/postgres-api-tokens.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';

let desk: DeskDatabase;
let tokens: PostgresApiTokens;

beforeAll(async () => {
  desk = await deskDatabase();
  tokens = new PostgresApiTokens(desk.dataSource);
});
afterAll(() => desk?.drop());

describe('API tokens', () => {
  it('are known by their name, and nothing of them can be read back', async () => {
    await tokens.ensure('Booking site', 'a-long-random-token');
    expect(await tokens.find('a-long-random-token')).toMatchObject({ name: 'Booking site' });
    expect(await tokens.find('another-token')).toBeUndefined();
    const rows = await desk.dataSource.query<object[]>(`SELECT t::text AS row FROM api_tokens t`);
    expect(JSON.stringify(rows)).not.toContain('a-long-random-token');
  });

  it('keep the id of the program when one replaces another', async () => {
    await tokens.ensure('Accounting', 'first');
    const before = await tokens.find('first');
    await tokens.ensure('Accounting', 'second');
    expect(await tokens.find('first')).toBeUndefined();
    expect(await tokens.find('second')).toEqual(before);
  });

  it('belong to one name', async () => {
    await tokens.ensure('One', 'shared');
    await tokens.ensure('Other', 'shared');
    expect(await tokens.find('shared')).toMatchObject({ name: 'Other' });
  });

  it('can be made by several instances that start at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => tokens.ensure('Environment', 'same-everywhere')));
    expect(await tokens.find('same-everywhere')).toMatchObject({ name: 'Environment' });
  });

  it('have no rights once revoked', async () => {
    await tokens.ensure('Old site', 'gone');
    await tokens.revoke('Old site');
    expect(await tokens.find('gone')).toBeUndefined();
    await expect(tokens.revoke('Never there')).resolves.toBeUndefined();
  });
});
