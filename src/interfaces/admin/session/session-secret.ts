/** What session cookies are signed with. */
export class SessionSecret {
  constructor(readonly value: string) {}
}
