/** What a release must be. Pure. */

/** What is to be released. */
export interface Release {
  /** The tag in git, such as `v1.2.3`. */
  readonly tag: string;
  /** That of package.json. */
  readonly version: string;
  readonly changelog: string;
}

/** What stands in the way of a release; nothing when it may go. */
export function releaseProblems({ tag, version, changelog }: Release): string[] {
  const problems: string[] = [];
  if (tag !== `v${version}`) problems.push(`the tag is ${JSON.stringify(tag)}, and package.json says ${version}: it has to be v${version}`);
  const headings = [...changelog.matchAll(/^## \[?([^\]\s]+)\]?(?: - \d{4}-\d\d-\d\d)?$/gm)].map(([, name]) => name);
  if (!headings.includes(version)) problems.push(`CHANGELOG.md has no "## ${version} - YYYY-MM-DD"; what is Unreleased belongs under it`);
  return problems;
}

/** npm's tag: whoever installs without a version gets `latest`, which no preview may be. */
export function npmTag(version: string): 'latest' | 'next' {
  return version.includes('-') ? 'next' : 'latest';
}
