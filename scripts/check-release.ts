/**
 * Whether what is checked out can be released as the tag GITHUB_REF_NAME: package.json has its version, and the changelog tells of
 * it. With --print-tag it prints npm's tag: latest, or next for a version such as 1.2.0-rc.1. Needs Node alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmTag, releaseProblems } from './release-rules.ts';

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };
const problems = releaseProblems({ tag: process.env.GITHUB_REF_NAME ?? '', version, changelog: read('CHANGELOG.md') });

for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
else if (process.argv.includes('--print-tag')) process.stdout.write(`${npmTag(version)}\n`);
