import 'express-session';
import type { StaffMember } from '../../../application/staff/staff-directory.port.js';
import type { Toast } from './toasts.js';
import type { Waiting } from '../navigation.js';
import type { Draft } from './drafts.js';

declare module 'express-session' {
  interface SessionData {
    staffId: string;
    toasts: Toast[];
    draft: Draft;
  }
}

declare module 'express-serve-static-core' {
  interface Request {
    /** Whoever is signed in; set by the guard. */
    staff?: StaffMember;
    /** What waits behind the items of the menu; set for pages of those who are signed in. */
    waiting?: Waiting;
  }
}
