import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';

export interface ListedProcess {
  readonly pid: number;
  readonly session: number;
  readonly args: string;
}

/** Every process of the machine that can be seen. Small Linux images have no `ps`, others have no `/proc`. */
export function listProcesses(): ListedProcess[] {
  return existsSync('/proc/self/stat') ? fromProc() : fromPs();
}

/** As text; readable for one's own processes. */
export function environmentOf(pid: number): string {
  const file = `/proc/${pid}/environ`;
  if (existsSync(file)) return readFileSync(file, 'utf8');
  return execFileSync('ps', ['eww', '-p', String(pid)], { encoding: 'utf8' });
}

function fromProc(): ListedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return state === 'Z' ? [] : [{ pid: Number(name), session: Number(session), args }];
      } catch {
        return []; // It ended meanwhile.
      }
    });
}

function fromPs(): ListedProcess[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,sess=,args='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [, pid, session, args] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), session: Number(session), args: args ?? '' };
  });
}
