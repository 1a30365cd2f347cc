import { spawn, type ChildProcess } from 'node:child_process';
import type { ServerUser } from './server-user.js';

/**
 * Runs a program, and interrupts it (SIGINT: PostgreSQL's fast shutdown) when standard input ends. Only Purser holds
 * the other end of that pipe, so it ends when Purser says so and also when Purser is killed. Signals meant for Purser
 * are ignored: whoever sends them to every process (systemd, a closing terminal) must not take the database away from
 * under it.
 *
 * A program that has only just begun may still ignore the signal, so it is repeated until the program is gone; neither
 * initdb nor the postmaster minds.
 */
const GUARD = `
trap '' HUP INT TERM
exec 3<&0 </dev/null
"$@" 3<&- &
program=$!
( while read -r line <&3; do :; done; while kill -INT "$program"; do sleep 0.2; done ) 2>/dev/null &
watcher=$!
exec 3<&-
wait "$program"
status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"
`;

/** Starts a program that can't outlive this process. End its standard input to interrupt it. */
export function spawnGuarded(user: ServerUser, program: string, args: readonly string[]): ChildProcess {
  return spawn('sh', ['-c', GUARD, 'purser-guard', ...user.prefix, program, ...args], {
    ...user.spawnAs,
    cwd: '/',
    // A session of its own: Ctrl-C in the terminal reaches Purser alone, which stops PostgreSQL last.
    detached: true,
    // Nothing of Purser's environment (keys!) is the database's business.
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
}
