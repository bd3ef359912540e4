/** The Markdown files of the repository, their links, their headings and their blocks of code. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import markdownIt from 'markdown-it';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const parser = markdownIt({ html: true });

export interface Block {
    readonly language: string;
    readonly code: string;
}

export interface Page {
    readonly path: string;
    /** Where links and pictures lead, as written. */
    readonly links: readonly string[];
    /** What `#` may be followed by in a link to this page. */
    readonly anchors: ReadonlySet<string>;
    readonly blocks: readonly Block[];
}

/** Every file that git knows or would add, relative to the root. */
export function repositoryFiles(): ReadonlySet<string> {
    const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
        cwd: ROOT,
        encoding: 'utf8',
    });
    return new Set(listed.split('\0').filter(path => path !== ''));
}

export function readPage(path: string): Page {
    return parsePage(path, readFileSync(join(ROOT, path), 'utf8'));
}

export function parsePage(path: string, text: string): Page {
    const links: string[] = [];
    const anchors = new Set<string>();
    const blocks: Block[] = [];
    // What stands between the lines `---` at the beginning is for the site's generator.
    const tokens = parser.parse(text.replace(/^---\n.*?\n---\n/s, ''), {});
    for (const [index, token] of tokens.entries()) {
        for (const child of token.children ?? []) {
            const target = child.attrGet('href') ?? child.attrGet('src');
            if (target !== null) links.push(decodeURI(String(target)));
        }
        if (token.type === 'fence') blocks.push({ language: token.info, code: token.content });
        if (token.type === 'heading_open') anchors.add(unusedSlug(headingText(tokens[index + 1]), anchors));
    }
    return { path, links, anchors, blocks };
}

function headingText(inline: { children: { content: string }[] | null } | undefined): string {
    return (inline?.children ?? []).map(({ content }) => content).join('');
}

/** The anchor of a heading, as GitHub and GitLab make it. */
function unusedSlug(heading: string, taken: ReadonlySet<string>): string {
    const slug = heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
        .replaceAll(' ', '-');
    let unused = slug;
    for (let count = 1; taken.has(unused); count++) unused = `${slug}-${count}`;
    return unused;
}

/** What is wrong with the links of `page`: those that lead within the repository, and lead nowhere. */
export function deadLinks(page: Page, files: ReadonlySet<string>): string[] {
    return page.links.filter(link => {
        if (/^(?:https?|mailto|vscode):/.test(link)) return false;
        const [target = '', anchor] = link.split('#');
        const path =
            target === '' ? page.path : normalize(join(dirname(page.path), target)).replace(/\/$/, '');
        const isFolder = [...files].some(file => file.startsWith(`${path}/`));
        if (!files.has(path) && !isFolder) return true;
        if (anchor === undefined) return false;
        return isFolder || !path.endsWith('.md') || !readPage(path).anchors.has(anchor);
    });
}
