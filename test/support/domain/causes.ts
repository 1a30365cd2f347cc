import { STRIPE, SYSTEM, type Actor, type Cause } from '../../../src/domain/shared/actor.js';

export const ANA: Actor = { kind: 'staff', id: 'staff-ana', name: 'Ana Ruiz' };
export const BEN: Actor = { kind: 'staff', id: 'staff-ben', name: 'Ben Osei' };

/** A morning on which nothing else happens. */
export const NOW = new Date('2026-06-01T09:00:00.000Z');

export const byAna: Cause = { by: ANA, at: NOW };
export const byBen: Cause = { by: BEN, at: NOW };
export const byStripe: Cause = { by: STRIPE, at: NOW };
export const bySystem: Cause = { by: SYSTEM, at: NOW };

export function hoursAfter(instant: Date, hours: number): Date {
  return new Date(instant.getTime() + hours * 60 * 60 * 1000);
}
