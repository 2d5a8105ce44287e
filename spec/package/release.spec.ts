/**
 * How the package is checked and published: the workflows, and what package.json promises to bundlers and editors.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { npmTag, releaseProblems } from '../../scripts/release-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  needs?: string;
  uses?: string;
  permissions?: Record<string, string>;
  environment?: string;
  'timeout-minutes'?: number;
  steps?: Step[];
}
interface Workflow {
  on: Record<string, { tags?: string[] } | null>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}
const workflow = (name: string): Workflow => parse(read(`.github/workflows/${name}.yml`), { strict: true });
const runsOf = ({ steps = [] }: Job) => steps.flatMap(({ run }) => run ?? []);

describe('the workflows', () => {
  const ci = workflow('ci');
  const release = workflow('release');

  it('check every change by what checks it anywhere else', () => {
    expect(Object.keys(ci.on)).to.include.members(['push', 'pull_request', 'workflow_call']);
    expect(runsOf(ci.jobs.check as Job)).to.deep.equal(['bash .ci/run']);
  });

  it('release a tag, after all that is checked', () => {
    expect(release.on).to.deep.equal({ push: { tags: ['v*'] } });
    expect(release.jobs.ci?.uses).to.equal('./.github/workflows/ci.yml');
    const publish = release.jobs.publish as Job;
    expect(publish.needs).to.equal('ci');
    expect(publish.environment).to.equal('npm');
    const runs = runsOf(publish);
    expect(runs[0]).to.equal('node scripts/check-release.ts');
    expect(runs.at(-1)).to.match(/^npm publish --provenance --access public --tag /);
  });

  it('have an identity only where it is needed, and no secret anywhere', () => {
    for (const [name, { permissions, jobs }] of Object.entries({ ci, release })) {
      expect(permissions, name).to.deep.equal({ contents: 'read' });
      expect(read(`.github/workflows/${name}.yml`), name).to.not.match(/secrets\.|NODE_AUTH_TOKEN|pull_request_target/);
      for (const [job, { permissions: own, ...more }] of Object.entries(jobs)) {
        expect(own?.['id-token'], `${name}: ${job}`).to.equal(job === 'publish' ? 'write' : undefined);
        if (!more.uses) expect(more['timeout-minutes'], `${name}: ${job}`).to.be.within(1, 60);
      }
    }
  });

  it('put nothing of an event into a command line', () => {
    for (const job of [ci, release].flatMap(({ jobs }) => Object.values(jobs)))
      expect(runsOf(job).filter((run) => run.includes('${{'))).to.deep.equal([]);
  });
});

describe('a release', () => {
  const release = { tag: 'v1.2.3', version: '1.2.3', changelog: '# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-01-02\n' };

  it('has the tag of its version, and a part of the changelog', () => {
    expect(releaseProblems(release)).to.deep.equal([]);
    expect(releaseProblems({ ...release, tag: 'v1.2.4' })).to.match(/it has to be v1\.2\.3/);
    expect(releaseProblems({ ...release, changelog: '## Unreleased\n## 11.2.3\n' })).to.match(/no "## 1\.2\.3 - YYYY-MM-DD"/);
  });

  it('is what everybody gets, unless it is a preview', () => {
    expect([npmTag('1.2.3'), npmTag('1.3.0-rc.1')]).to.deep.equal(['latest', 'next']);
  });
});

describe('package.json', () => {
  const manifest = JSON.parse(read('package.json')) as {
    sideEffects: boolean;
    files: string[];
    scripts: Record<string, string>;
    exports: Record<string, { types?: string; default?: string; '@tskubeop/source'?: string }>;
  };
  const entries = Object.values(manifest.exports).filter((entry) => typeof entry === 'object');

  it('lets bundlers leave out what isn’t used, which holds', () => {
    expect(manifest.sideEffects).to.equal(false);
    const effects = globSync('lib/**/*.ts', { cwd: root }).filter((file) => /^import ['"]/m.test(read(file)));
    expect(effects, 'imports for their effect').to.deep.equal([]);
  });

  it('lets editors go from a declaration to its source', () => {
    const { compilerOptions } = parse(read('tsconfig.build.json')) as { compilerOptions: Record<string, unknown> };
    expect(compilerOptions).to.include({ declaration: true, declarationMap: true, outDir: 'dist', rootDir: '.' });
    expect(manifest.files).to.include.members(['dist', 'lib']);
    expect(entries).to.have.lengthOf(2);
    for (const entry of entries) {
      const source = entry['@tskubeop/source']?.replace(/^\.\//, '') ?? '';
      expect(read(source)).to.not.equal('');
      expect(entry.types).to.equal(`./dist/${source.replace(/ts$/, 'd.ts')}`);
      expect(entry.default).to.equal(`./dist/${source.replace(/ts$/, 'js')}`);
    }
  });

  it('runs nothing when it is installed', () => {
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).to.deep.equal([]);
  });
});
