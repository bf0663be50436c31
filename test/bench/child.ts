import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export type Reply = Record<string, unknown> & { readonly error?: string };

/** A process that serves one implementation; every order has one answer. */
export class PeerProcess {
  private readonly child: ChildProcess;
  private readonly waiting: ((reply: Reply) => void)[] = [];
  private readonly early: Reply[] = [];
  private isOver = false;

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ) {
    this.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'], env });
    createInterface(this.child.stdout!).on('line', (line) => {
      if (line.startsWith('@@')) this.receive(JSON.parse(line.slice(2)) as Reply);
    });
    this.child.stdin!.on('error', () => undefined);
    const end = (): void => {
      this.isOver = true;
      for (const answer of this.waiting.splice(0)) answer({ error: 'it ended' });
    };
    this.child.on('error', end);
    this.child.on('exit', end);
  }

  /** What it says first, or next. */
  next(timeoutMs: number): Promise<Reply> {
    const early = this.early.shift();
    if (early !== undefined) return Promise.resolve(early);
    if (this.isOver) return Promise.resolve({ error: 'it ended' });
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        // Late answers would be taken for those of the next order.
        this.close();
        resolve({ error: `no answer within ${Math.round(timeoutMs / 1000)} s` });
      }, timeoutMs);
      this.waiting.push((reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
    });
  }

  ask(order: object, timeoutMs: number): Promise<Reply> {
    if (this.isOver) return Promise.resolve({ error: 'it ended' });
    this.child.stdin!.write(`${JSON.stringify(order)}\n`);
    return this.next(timeoutMs);
  }

  close(): void {
    this.isOver = true;
    this.child.kill('SIGKILL');
  }

  private receive(reply: Reply): void {
    const answer = this.waiting.shift();
    if (answer) answer(reply);
    else this.early.push(reply);
  }
}
