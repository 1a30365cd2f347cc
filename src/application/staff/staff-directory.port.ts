/** Someone who works at this desk and may sign in to the console. */
export interface StaffMember {
  readonly id: string;
  readonly email: string;
  /** As the timeline shows it: "Ana Ruiz". */
  readonly name: string;
}

export interface FirstAdministrator {
  readonly email: string;
  /** Only when it was made up here: it can't be read back later. */
  readonly password?: string;
}

/** Who works here. Passwords are kept as argon2id digests only. */
export abstract class StaffDirectory {
  /**
   * Makes the first member of staff, with whatever of e-mail address and password isn't given made up. Does nothing and
   * returns undefined when there is any staff already; safe when several instances start at once.
   */
  abstract createFirstAdministrator(
    wanted: { readonly email?: string; readonly password?: string } | undefined,
  ): Promise<FirstAdministrator | undefined>;

  /** Undefined: unknown address or wrong password, in about the same time. */
  abstract verify(email: string, password: string): Promise<StaffMember | undefined>;

  abstract find(id: string): Promise<StaffMember | undefined>;

  /** What session cookies are signed with: made on first use, the same on every instance. */
  abstract sessionSecret(): Promise<string>;
}
