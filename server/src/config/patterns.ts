/** File patterns, as `.gitignore` reads them: a name matches in any folder, a pattern with a `/` from the top. */
import ignore from 'ignore';

export type Matcher = (relativePath: string) => boolean;

const OPTIONS = { ignorecase: false, allowRelativePaths: true };

/** What any of `patterns` matches. Text that means something only in `.gitignore` (`!`, `#`) is taken literally. */
export function patternMatcher(patterns: readonly string[]): Matcher {
    const set = ignore(OPTIONS).add(patterns.map(pattern => pattern.replace(/^[!#]/, '\\$&')));
    return path => path !== '' && set.ignores(path);
}
