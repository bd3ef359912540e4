/** Documentation that can be followed: links lead somewhere, configuration is in the language it says. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseTOML } from 'toml-eslint-parser';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { deadLinks, parsePage, readPage, repositoryFiles } from './markdown.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const files = repositoryFiles();
const pages = [...files].filter(path => path.endsWith('.md')).map(readPage);

describe('links in Markdown', () => {
    it('are read: this repository has more than a hundred', () => {
        expect(pages.flatMap(page => page.links).length).toBeGreaterThan(100);
    });

    it.each(pages.filter(({ links }) => links.length > 0))('of $path lead to files and headings', page => {
        expect(deadLinks(page, files)).toEqual([]);
    });

    it('are found to be dead where they are', () => {
        const text =
            '# A B: `c`\n\n[1](#a-b-c) [2](#a) [3](cli.md#baseline) [4](cli.md#x) [5](../none.md) [6](rules)';
        expect(deadLinks(parsePage('docs/page.md', text), files)).toEqual([
            '#a-b-c',
            '#a',
            'cli.md#x',
            '../none.md',
        ]);
    });
});

it('the site leads to every page', () => {
    const config = readFileSync(`${ROOT}docs/.vitepress/config.mjs`, 'utf8');
    const paths = pages
        .map(({ path }) => path)
        .filter(path => path.startsWith('docs/') && !/^docs\/(?:rules\/|index\.md$)/.test(path));
    const unreachable = paths.filter(path => {
        const link = path.replace(/^docs/, '').replace(/(?:README)?\.md$/, '');
        return !config.includes(`'${link}'`);
    });
    expect(paths.length).toBeGreaterThan(10);
    expect(unreachable).toEqual([]);
});

describe('configuration in Markdown', () => {
    const parsers: Readonly<Record<string, (code: string) => unknown>> = {
        toml: code => parseTOML(code),
        json: code => JSON.parse(code),
        yaml: code => parseAllDocuments(code).flatMap(({ errors }) => errors.map(error => throws(error))),
    };
    const throws = (error: Error): never => {
        throw error;
    };
    const blocks = pages.flatMap(({ path, blocks }) =>
        blocks.map(({ language, code }, index) => ({ path, language, code, index })),
    );
    const checked = blocks.filter(({ language }) => language in parsers);

    it('is there in all three languages', () => {
        expect(new Set(checked.map(({ language }) => language))).toEqual(new Set(Object.keys(parsers)));
    });

    it.each(checked)('$language in $path ($index) parses', ({ language, code }) => {
        expect(() => parsers[language]?.(code)).not.toThrow();
    });
});
