import { Injectable } from '@nestjs/common';
import { SignInAttempts } from './sign-in-attempts.port.js';
import { StaffDirectory, type StaffMember } from './staff-directory.port.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** Where the attempt comes from. */
  readonly address: string;
}

export type SignInOutcome =
  | { readonly outcome: 'signed_in'; readonly member: StaffMember }
  /** Which of address and password was wrong is not told. */
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'too_many_attempts'; readonly retryAfterSeconds: number };

/** Lets a member of staff in, unless too much guessing went on before. */
@Injectable()
export class SignIn {
  constructor(
    private readonly staff: StaffDirectory,
    private readonly attempts: SignInAttempts,
  ) {}

  async execute({ email, password, address }: Credentials): Promise<SignInOutcome> {
    const verdict = await this.attempts.begin(email, address);
    if (!verdict.allowed)
      return { outcome: 'too_many_attempts', retryAfterSeconds: verdict.retryAfterSeconds };
    const member = await this.staff.verify(email, password);
    if (!member) return { outcome: 'refused' };
    await this.attempts.forgive(email, address);
    return { outcome: 'signed_in', member };
  }
}
