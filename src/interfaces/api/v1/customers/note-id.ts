import { NoteNotFound } from '../../../../domain/customer/note.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const NoteId = new KnownId((id) => new NoteNotFound(id));
