import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

interface Report {
  readonly summary: {
    readonly violations: readonly Violation[];
    readonly totalCruised: number;
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

const root = path.resolve();

function checkLayersIn(folder: string): Report['summary'] {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', path.join(folder, '.dependency-cruiser.mjs'), '--output-type', 'json', 'src'],
    ],
    { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!stdout.startsWith('{')) throw new Error(`the check itself failed: ${stderr}`);
  return (JSON.parse(stdout) as Report).summary;
}

const asLines = (violations: readonly Violation[]) =>
  violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();

describe('the layers', () => {
  it('hold in the whole source', () => {
    const { violations, totalCruised } = checkLayersIn(root);
    expect(asLines(violations)).toEqual([]);
    expect(totalCruised).toBeGreaterThan(100);
  }, 120_000);

  describe('with planted violations', () => {
    /** Each file breaks the rules that are named behind its path, or none. */
    const planted: readonly [file: string, imports: readonly string[], breaks: readonly string[]][] = [
      ['src/main.ts', ['./app.module.js'], []],
      ['src/app.module.ts', ['./infrastructure/stripe/gateway.js', './interfaces/admin/admin.module.js'], []],

      ['src/domain/booking/booking.ts', ['./status.js'], []],
      ['src/domain/booking/status.ts', ['../shared/money.js'], []],
      ['src/domain/shared/money.ts', ['node:crypto'], ['domain-imports-only-domain']],
      ['src/domain/booking/with-nest.ts', ['@nestjs/common'], ['domain-imports-only-domain']],
      ['src/domain/booking/with-package.ts', ['uuid'], ['domain-imports-only-domain']],
      [
        'src/domain/booking/with-use-case.ts',
        ['../../application/payment/charge.js'],
        ['domain-imports-only-domain'],
      ],

      ['src/application/payment/charge.ts', ['../../domain/booking/booking.js', '@nestjs/cqrs', 'rxjs'], []],
      ['src/application/payment/with-orm.ts', ['typeorm'], ['application-imports-only-domain']],
      ['src/application/payment/with-node.ts', ['node:fs'], ['application-imports-only-domain']],
      [
        'src/application/payment/with-adapter.ts',
        ['../../infrastructure/stripe/gateway.js'],
        ['application-imports-only-domain'],
      ],

      [
        'src/interfaces/admin/admin.module.ts',
        ['../../infrastructure/stripe/gateway.js', './bookings.controller.js'],
        [],
      ],
      ['src/interfaces/admin/bookings.controller.ts', ['../../application/payment/charge.js', 'express'], []],
      [
        'src/interfaces/api/with-adapter.ts',
        ['../../infrastructure/stripe/gateway.js'],
        ['interfaces-do-not-import-infrastructure'],
      ],
      [
        'src/interfaces/api/with-console.ts',
        ['../admin/bookings.controller.js'],
        ['interfaces-do-not-import-each-other'],
      ],

      ['src/infrastructure/stripe/gateway.ts', ['../../application/payment/charge.js', 'stripe'], []],
      [
        'src/infrastructure/stripe/with-page.ts',
        ['../../interfaces/admin/bookings.controller.js'],
        ['infrastructure-does-not-import-interfaces'],
      ],
      [
        'src/infrastructure/stripe/with-sandbox.ts',
        ['../stripe-sandbox/server.js'],
        ['adapters-do-not-import-the-sandbox'],
      ],
      [
        'src/infrastructure/stripe/with-main.ts',
        ['../../main.js'],
        ['only-entry-points-import-the-composition-root'],
      ],
      [
        'src/infrastructure/stripe/with-test.ts',
        ['../../../test/builders.js'],
        ['source-does-not-import-tests'],
      ],
      ['src/infrastructure/stripe/with-dev-package.ts', ['fast-check'], ['no-development-packages']],
      ['src/infrastructure/stripe/with-typo.ts', ['./gatewya.js'], ['no-unresolvable-imports']],
      ['src/infrastructure/stripe/one.ts', ['./other.js'], ['no-cycles']],
      // A cycle is reported once, where it is met first.
      ['src/infrastructure/stripe/other.ts', ['./one.js'], []],
      ['src/infrastructure/stripe/left-over.ts', [], ['no-orphans']],

      ['src/infrastructure/stripe-sandbox/server.ts', ['node:http', './cards.js'], []],
      ['src/infrastructure/stripe-sandbox/cards.ts', ['express'], []],
      [
        'src/infrastructure/stripe-sandbox/with-money.ts',
        ['../../domain/shared/money.js'],
        ['sandbox-stands-alone'],
      ],
      ['src/infrastructure/stripe-sandbox/with-config.ts', ['../config/config.js'], ['sandbox-stands-alone']],
      ['src/infrastructure/config/config.ts', ['node:net'], []],
    ];

    let folder: string;
    let summary: Report['summary'];

    beforeAll(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'purser-layers-'));
      for (const file of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']) {
        copyFileSync(path.join(root, file), path.join(folder, file));
      }
      symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
      for (const [file, imports] of [...planted, ['test/builders.ts', ['node:path']] as const]) {
        const lines = imports.map(
          (each, index) => `import * as i${index} from '${each}';\nconsole.log(i${index});`,
        );
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), `${lines.join('\n')}\nexport {};\n`);
      }
      summary = checkLayersIn(folder);
    }, 120_000);

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(planted)('%s, importing %j, breaks %j', (file, _imports, breaks) => {
      const found = summary.violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);
      expect([...new Set(found)]).toEqual(breaks);
    });

    it('has a violation planted for every rule', () => {
      const rules = summary.ruleSetUsed.forbidden.map(({ name }) => name);
      const broken = new Set(planted.flatMap(([, , breaks]) => breaks));
      expect([...broken].sort()).toEqual([...rules].sort());
    });
  });
});
