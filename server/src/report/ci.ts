/** Reports in the words of CI services: their logs or their review pages show the findings beside the code. */
import type { Severity } from '../base/finding.ts';
import { hashText } from '../base/hash.ts';
import { allFindings, lastLineOf, type Report } from './report.ts';

/**
 * Workflow commands of GitHub Actions, which become annotations.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function renderGithub(report: Report): string {
    const levels: Readonly<Record<Severity, string>> = {
        error: 'error',
        warning: 'warning',
        information: 'notice',
        hint: 'notice',
    };
    const data = (text: string) =>
        text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
    const lines = [...allFindings(report)].map(({ file, finding }) => {
        const { start, end } = finding.range;
        const last = lastLineOf(finding.range);
        const properties = [
            `file=${property(file.path)}`,
            `line=${start.line + 1}`,
            `endLine=${last + 1}`,
            // Columns are taken only where the place lies on one line.
            ...(last === start.line ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : []),
            `title=${property(`Steady: ${finding.rule}`)}`,
        ];
        return `::${levels[finding.severity]} ${properties.join(',')}::${data(finding.message)}\n`;
    });
    const errors = report.errors.map(
        ({ path, message }) =>
            `::error title=Steady::${data(path === '' ? message : `${path} ${message}`)}\n`,
    );
    return [...lines, ...errors].join('');
}

/**
 * Logging commands of Azure Pipelines.
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function renderAzure(report: Report): string {
    const data = (text: string) =>
        text.replaceAll('%', '%AZP25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
    const property = (text: string) => data(text).replaceAll(';', '%3B').replaceAll(']', '%5D');
    return [...allFindings(report)]
        .map(({ file, finding }) => {
            const { start } = finding.range;
            const type = finding.severity === 'error' ? 'error' : 'warning';
            const properties = [
                `type=${type}`,
                `sourcepath=${property(file.path)}`,
                `linenumber=${start.line + 1}`,
                `columnnumber=${start.character + 1}`,
                `code=${property(finding.rule)}`,
            ];
            return `##vso[task.logissue ${properties.join(';')};]${data(finding.message)}\n`;
        })
        .join('');
}

/** GitLab's code quality report. https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function renderGitlab(report: Report): string {
    const severities: Readonly<Record<Severity, string>> = {
        error: 'critical',
        warning: 'major',
        information: 'minor',
        hint: 'info',
    };
    const issues = [...allFindings(report)].map(({ file, finding }) => ({
        type: 'issue',
        description: finding.message,
        check_name: finding.rule,
        // Ours holds no path; two files may hold the same test.
        fingerprint: hashText(`${file.path}\0${finding.fingerprint}`),
        severity: severities[finding.severity],
        location: {
            path: file.path,
            lines: { begin: finding.range.start.line + 1, end: lastLineOf(finding.range) + 1 },
        },
    }));
    return `${JSON.stringify(issues, null, 2)}\n`;
}
