import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { StaffDirectory } from '../../../application/staff/staff-directory.port.js';
import type { Actor } from '../../../domain/shared/actor.js';

/** Nobody is signed in: the sign-in page comes first, then what was asked for. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}

/** Lets signed-in staff through, for as long as they are staff. */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly staff: StaffDirectory) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const { staffId } = request.session;
    request.staff = staffId === undefined ? undefined : await this.staff.find(staffId);
    if (!request.staff) throw new SignInNeeded();
    return true;
  }
}

/** Who decides, for commands and the timeline. */
export function actorOf(request: Request): Actor {
  if (!request.staff) throw new SignInNeeded();
  return { kind: 'staff', id: request.staff.id, name: request.staff.name };
}
