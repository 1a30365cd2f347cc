import type { Actor } from '../../../domain/shared/actor.js';

/** What the token from the environment is called: it names a place, not a program. */
const UNNAMED_TOKEN = 'Environment token';

export function by(actor: Actor): string {
  switch (actor.kind) {
    case 'staff':
      return `${actor.name} in the console`;
    case 'api':
      return actor.name === UNNAMED_TOKEN ? 'API' : `API: ${actor.name}`;
    case 'customer':
      return `${actor.name}, the customer`;
    case 'stripe':
      return 'In Stripe’s dashboard';
    case 'rule':
      return `Rule: ${actor.name}`;
    case 'system':
      return actor.name;
  }
}
