import type { Provider } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { SignInAttempts } from '../../../application/staff/sign-in-attempts.port.js';
import { StaffDirectory } from '../../../application/staff/staff-directory.port.js';
import { PostgresSignInAttempts } from './postgres-sign-in-attempts.js';
import { PostgresStaffDirectory } from './postgres-staff-directory.js';

/** Who may use the console. */
export function staffProviders(dataSource: DataSource): Provider[] {
  return [
    { provide: StaffDirectory, useValue: new PostgresStaffDirectory(dataSource) },
    { provide: SignInAttempts, useValue: new PostgresSignInAttempts(dataSource) },
  ];
}
