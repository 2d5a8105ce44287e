/**
 * Each Printer becomes a Pod, or a Job, that prints its text and stops.
 */
import { type ArgsOf, type ArgumentParser, type Change, CRDBase, KubernetesOperator, type StoredObject, TemporaryError } from 'tskubeop';
import { z } from 'zod';

const PrinterSpec = z.object({
  text: z.string().min(1).max(1000).describe('What is printed'),
  as: z.enum(['Pod', 'Job']).default('Pod').describe('What prints it'),
});

type PrinterStatus = { printedBy?: string };

export class Printer extends CRDBase<z.infer<typeof PrinterSpec>, PrinterStatus, ArgsOf<typeof PrinterOperator>> {
  static readonly GROUP = 'demo.example.com';
  static readonly VERSION = 'v1';
  static readonly PLURAL = 'printers';
  static readonly SINGULAR = 'printer';
  static readonly KIND = 'Printer';
  static readonly SHORT_NAMES = ['pr'];
  static readonly SPEC = PrinterSpec;
  static readonly OWNS = [
    { apiVersion: 'v1', kind: 'Pod' },
    { apiVersion: 'batch/v1', kind: 'Job' },
  ];
  static readonly PRINTER_COLUMNS = [
    { name: 'State', type: 'string', jsonPath: '.status.state' },
    { name: 'Text', type: 'string', jsonPath: '.spec.text' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ] as const;

  async ensureCreated() {
    await this.print();
  }

  async ensureModified(change: Change<this>) {
    this.logger.info('changed', { diff: change.diff });
    await this.print();
  }

  async childChanged(child: StoredObject, type: string) {
    if (type === 'DELETED' || child.metadata.deletionTimestamp) return;
    // What an older view of the cluster didn't show when it should have gone.
    if (!this.isWanted(child)) return this.delete(child, { propagationPolicy: 'Background' });
    if (!this.hasPrinted(child)) return;
    this.logger.info('printed', { printedBy: `${child.kind}/${child.metadata.name}` });
    this.status = { state: 'printed' };
  }

  /** Called again after whatever broke it off: what is there already may be of another text by then. */
  private async print() {
    const others = this.children().filter((child) => !this.isWanted(child));
    // A Pod prints once: another text needs another Pod, and the name is free when the old one has gone.
    for (const child of others) await this.delete(child, { propagationPolicy: 'Background' });
    if (others.length > 0) throw new TemporaryError('waiting for what printed before to go', { delaySeconds: 1 });
    const child = await this.apply(this.spec.as === 'Job' ? this.job() : this.pod());
    const printedBy = `${child.kind}/${child.metadata.name}`;
    this.logger.info('printing', { printedBy });
    this.status = { state: this.hasPrinted(child) ? 'printed' : 'printing', printedBy };
  }

  private isWanted({ kind, metadata, spec }: StoredObject): boolean {
    const { containers } = kind === 'Job' ? spec.template.spec : spec;
    return kind === this.spec.as && !metadata.deletionTimestamp && containers[0].args[0] === this.spec.text;
  }

  private hasPrinted({ status }: StoredObject): boolean {
    return status?.phase === 'Succeeded' || (status?.succeeded ?? 0) > 0;
  }

  private pod() {
    return { apiVersion: 'v1', kind: 'Pod', metadata: { name: this.metadata.name }, spec: this.podSpec() };
  }

  private job() {
    const template = { spec: this.podSpec() };
    return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: this.metadata.name }, spec: { template } };
  }

  private podSpec() {
    // The text is one argument of the command, never part of a shell's line.
    const containers = [{ name: 'print', image: this.args.image, command: ['printf', '%s\\n'], args: [this.spec.text] }];
    return { restartPolicy: 'Never', containers };
  }
}

export class PrinterOperator extends KubernetesOperator {
  addArguments(parser: ArgumentParser) {
    return parser.option('image', { type: 'string', default: 'busybox', describe: 'The image that prints' });
  }
}

if (import.meta.main) await new PrinterOperator(Printer).run();
