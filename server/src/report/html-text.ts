/** Text of the HTML report: everything that comes from the checked code is escaped. */
import markdownIt from 'markdown-it';

// Markdown without HTML in it: what rules say quotes code that nobody here has written.
const markdown = markdownIt({ html: false, linkify: false });
markdown.renderer.rules.image = () => '';

export function escapeHtml(text: string): string {
    return text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, character =>
            character === '\t' ? character : '\ufffd',
        );
}

export function inlineMarkdown(text: string): string {
    return markdown.renderInline(text);
}

export function blockMarkdown(text: string): string {
    return markdown.render(text);
}
