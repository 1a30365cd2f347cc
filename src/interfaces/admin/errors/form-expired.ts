/** A form without this session's token: sent after signing out and in again, or not from one of our pages. */
export class FormExpired extends Error {
  override readonly name = 'FormExpired';
}
