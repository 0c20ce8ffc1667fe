import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source.ts';

const files = sourceFiles('src');

function holding(pattern: RegExp, except: RegExp): string[] {
  return files
    .filter(({ path, text }) => !except.test(path) && pattern.test(withoutComments(text)))
    .map(({ path }) => path);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

describe('the house rules', () => {
  it('read the time in lib/clock.ts only', () => {
    expect(holding(/new Date\(\)|Date\.now\(\)/, /^src\/lib\/clock\.ts$/)).toEqual([]);
  });

  it('read the environment in config/ only', () => {
    expect(holding(/process\.env/, /^src\/config\//)).toEqual([]);
  });

  it('reach the network from providers, sinks and slack only', () => {
    const outward = /\bfetch\(|from '(node:)?(https?|http2|net|tls|dgram|undici|openid-client)'/;

    expect(holding(outward, /^src\/(providers|sinks|slack)\//)).toEqual([]);
  });

  it('keep every word for identities and those who keep them out of lib/', () => {
    const words =
      /okta|entra|slack|atlassian|pagerduty|account|principal|approv|\bgrants?\b|directory|tenant/i;
    const strays = files.filter(({ path, text }) => path.startsWith('src/lib/') && words.test(text));

    expect(strays.map(({ path }) => path)).toEqual([]);
  });

  it('call the handle inside a transaction db, so that the outer one is out of reach', () => {
    const strays = files.flatMap(({ path, text }) =>
      [...text.matchAll(/\binTransaction\([^()]*?async \((\w+)/g)]
        .filter(([, handle]) => handle !== 'db')
        .map(([call]) => `${path}: ${call}`),
    );

    expect(strays).toEqual([]);
  });

  it('keep every file under 300 lines', () => {
    const all = [...files, ...sourceFiles('sandbox')];
    const long = all.filter(({ text }) => text.split('\n').length > 300).map(({ path }) => path);

    expect(long).toEqual([]);
  });

  it('use no word for a room that says nothing', () => {
    const vague = files.filter(({ path }) =>
      /(^|\/)(utils?|helpers?|common|manager|service|base|types)(\/|\.ts$)/.test(path),
    );

    expect(vague.map(({ path }) => path)).toEqual([]);
  });

  it('name files in kebab-case', () => {
    const odd = files.filter(({ path }) => !/^[a-z0-9-]+(\.d)?\.ts$/.test(path.split('/').at(-1) ?? ''));

    expect(odd.map(({ path }) => path)).toEqual([]);
  });

  it('run on Node 24.12 or later, from node_modules', () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

    expect(major > 24 || (major === 24 && minor >= 12)).toBe(true);
  });
});

describe('the papers', () => {
  it.each([
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'LICENSE',
    '.env.example',
    'lockstep.example.yaml',
  ])('%s is there', (file) => {
    expect(existsSync(file)).toBe(true);
  });

  it('name every folder of src in ARCHITECTURE.md', () => {
    const map = readFileSync('ARCHITECTURE.md', 'utf8');
    const folders = new Set(
      files.map(({ path }) => path.split('/')[1] ?? '').filter((name) => !name.endsWith('.ts')),
    );

    expect([...folders].filter((folder) => !map.includes(`${folder}/`))).toEqual([]);
  });

  it('name every variable that is read in .env.example', () => {
    const environment = readFileSync('src/config/environment.ts', 'utf8');
    const read = [...environment.matchAll(/'((?:SLACK|OKTA|ENTRA|LOCKSTEP|DATABASE|LOG)_[A-Z_]+)'/g)].map(
      (m) => m[1] ?? '',
    );
    const example = readFileSync('.env.example', 'utf8');
    const whole = read.filter((name) => !name.endsWith('_'));

    expect(whole.length).toBeGreaterThan(10);
    expect(whole.filter((name) => !example.includes(name))).toEqual([]);
  });

  it('list every decision as a page with a Checks section', () => {
    const pages = [
      '0001-two-engines',
      '0002-jobs',
      '0003-sdks-hardened-behind-providers',
      '0004-sandbox-apart-from-src',
    ];

    for (const page of pages) {
      expect(readFileSync(`docs/decisions/${page}.md`, 'utf8')).toContain('## Checks');
    }
  });
});
