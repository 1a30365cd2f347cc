/**
 * The database can't be reached now. Whether the last thing that was asked of it was stored isn't known; asking again
 * for the same decision is safe, for it carries its id.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}
