import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Link, type IChange } from '../src/link';
import { Links } from '../src/links';
import { env, envs, frame, titled, type IWire } from './core/wire';
import {
  attached,
  beat,
  FakeEdges,
  FakeKernel,
  FakeServer,
  settle
} from './wire/fakes';

let edges: FakeEdges;
let kernel: FakeKernel;
let server: FakeServer;
let link: Link;

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  edges = new FakeEdges();
  kernel = new FakeKernel();
  server = new FakeServer();
});

afterEach(() => {
  link.dispose();
  vi.restoreAllMocks();
});

function open(): Link {
  link = new Link(kernel, server.settings, edges);
  return link;
}

function give({ data, blob }: IWire): void {
  kernel.receive(data, blob);
}

/** The websocket is lost, and opened anew. */
async function reopen(): Promise<void> {
  kernel.connection('connecting');
  kernel.connection('connected');
  await settle();
}

/** What is settled by hand, later. */
function later<T>(): { promise: Promise<T>; settle: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>(resolve => (settle = resolve));
  return { promise, settle };
}

const FIRST = frame('a', [0, 5, 0], envs(1, 'main'), titled(5, 'w'));

/** A link that the server has attached; its queue is not open yet. */
async function attach(): Promise<void> {
  server.attachAnswers = [attached('a', 5)];
  open();
  kernel.connection('connected');
  await settle();
}

/** A link that has all of epoch a, at cursor 5, and whose queue is open. */
async function live(): Promise<void> {
  await attach();
  kernel.answerInfo();
  give(FIRST);
  expect([link.state, link.reason]).toEqual(['live', '']);
  kernel.said();
  server.requests = [];
}

describe('a kernel whose server has no extension', () => {
  const welcome = {
    v: 1,
    type: 'attached',
    epoch: 'a',
    cursor: 5,
    patience: 60
  };

  /** What was said to the kernel since last asked: comm, subshell and type. */
  async function said(): Promise<unknown[][]> {
    await settle();
    return kernel.sent.splice(0).map(({ content, header }) => {
      const { comm_id, data } = content as {
        comm_id: string;
        data: { type: string };
      };
      return [comm_id, header.subshell_id, data.type];
    });
  }

  async function ask(): Promise<void> {
    server.attachAnswers = [[404, {}]];
    open();
    kernel.connection('connected');
    await settle();
    kernel.answerInfo();
    await edges.pass(6);
    expect(link.state).toBe('no-extension');
  }

  it('is asked itself, on a thread of its own, and answers', async () => {
    await ask();
    expect(await said()).toEqual([
      ['jupyter_visdom_commands', 'subshell-1', 'attach']
    ]);
    kernel.receive(welcome);
    give(FIRST);
    expect([link.state, link.reason]).toEqual(['live', '']);
    const done = link.command({ cmd: 'close' });
    expect(await said()).toEqual([
      ['jupyter_visdom_commands', 'subshell-1', 'ack'],
      ['jupyter_visdom_commands', 'subshell-1', 'command']
    ]);
    kernel.receive({ v: 1, type: 'reply', ref: 'ref-0', error: null });
    await done;
    link.dispose();
    expect(kernel.subshells).toEqual([]);
  });

  it('is spoken to on its main thread where it has no others', async () => {
    kernel.subshell = null;
    await ask();
    kernel.receive(beat('a', 5));
    await edges.pass(5);
    expect(await said()).toContainEqual([
      'jupyter_visdom_commands',
      null,
      'attach'
    ]);
    expect(kernel.unanswered).toBe(1);
    link.dispose();
    expect(kernel.deletions).toBe(0);
  });

  it('is acknowledged to now and then, not for each frame', async () => {
    await ask();
    kernel.receive(welcome);
    give(FIRST);
    await said();
    await edges.pass(2);
    kernel.receive(beat('a', 5));
    expect(await said()).toEqual([]);
    link.command({ cmd: 'x' }).catch(() => undefined);
    await said();
    await edges.pass(1);
    kernel.receive(beat('a', 5));
    expect((await said()).map(([, , type]) => type)).toEqual(['ack']);
  });

  it('is asked again as soon as it is heard: it has just loaded its side', async () => {
    await ask();
    await said();
    await edges.pass(2);
    kernel.receive(beat('a', 5));
    await settle();
    expect(await said()).toContainEqual([
      'jupyter_visdom_commands',
      'subshell-1',
      'attach'
    ]);
  });

  it('is asked once a second at most, however much is heard', async () => {
    await ask();
    await edges.pass(2);
    await said();
    for (let i = 0; i < 30; i++) {
      kernel.receive(beat('a', 5));
      await edges.pass(0.1);
    }
    const types = (await said()).map(([, , type]) => type);
    expect(types.filter(type => type === 'attach')).toHaveLength(3);
  });

  it('is asked again when a second is over, not before', async () => {
    await ask();
    await edges.pass(2);
    const heard = async (): Promise<boolean> => {
      await said();
      kernel.receive(beat('a', 5));
      return (await said()).some(([, , type]) => type === 'attach');
    };
    expect(await heard()).toBe(true);
    await edges.pass(1);
    expect(await heard()).toBe(false);
    await edges.pass(0.1);
    expect(await heard()).toBe(true);
  });

  it('is not spoken to any more where another server on the way has the extension, and answers', async () => {
    await ask();
    await edges.pass(2);
    expect(await said()).toHaveLength(1);
    kernel.receive({ ...welcome, mirror: true });
    give(FIRST);
    kernel.receive(beat('a', 5));
    await settle();
    expect(await said()).toEqual([
      ['jupyter_visdom', null, 'ack'],
      ['jupyter_visdom', null, 'ack']
    ]);
    expect(kernel.subshells).toEqual([]);
    expect(link.state).toBe('live');
  });

  it('is all that is asked, once it has answered', async () => {
    await ask();
    kernel.receive(welcome);
    give(FIRST);
    server.attaches();
    await edges.pass(50);
    expect(server.attaches()).toEqual([]);
    expect(link.state).toBe('live');
  });

  it('is told nothing else before it has answered', async () => {
    await ask();
    await said();
    link.show({}, [['main', 'w']]);
    await edges.pass(0.1);
    link.dispose();
    expect(await said()).toEqual([]);
  });

  it('is asked on a new thread after it has restarted', async () => {
    await ask();
    kernel.receive(welcome);
    give(FIRST);
    kernel.become('autorestarting');
    expect(link.state).toBe('no-extension');
    kernel.subshell = 'subshell-2';
    await said();
    await edges.pass(2);
    kernel.receive(beat('b', 1));
    await settle();
    expect(await said()).toContainEqual([
      'jupyter_visdom_commands',
      'subshell-2',
      'attach'
    ]);
  });

  it('is asked on a new thread when the websocket has been opened anew', async () => {
    await ask();
    await said();
    kernel.subshell = 'subshell-2';
    kernel.connection('connecting');
    kernel.connection('connected');
    await edges.pass(2);
    expect(await said()).toContainEqual([
      'jupyter_visdom_commands',
      'subshell-2',
      'attach'
    ]);
    expect(kernel.subshells).toEqual(['subshell-2']);
  });

  it('is not spoken to on a thread of its last life, however late that is told', async () => {
    const slow = later<string>();
    kernel.subshell = slow.promise;
    await ask();
    kernel.become('autorestarting');
    kernel.subshell = 'subshell-2';
    await edges.pass(2);
    kernel.receive(beat('b', 1));
    slow.settle('subshell-1');
    await said();
    kernel.receive({ ...welcome, epoch: 'b' });
    kernel.receive(beat('b', 2));
    expect(await said()).toContainEqual([
      'jupyter_visdom_commands',
      'subshell-2',
      'resync'
    ]);
  });

  it('is left to its server as soon as that has the extension', async () => {
    await ask();
    kernel.receive(welcome);
    server.attachAnswers = [attached('a', 5)];
    await reopen();
    kernel.answerInfo();
    await said();
    give(FIRST);
    expect(await said()).toEqual([['jupyter_visdom', null, 'ack']]);
    expect(kernel.subshells).toEqual([]);
  });
});

describe('attaching', () => {
  it('begins before the websocket is open, with what the page has and shows', async () => {
    server.attachAnswers = [attached('a', 5)];
    open().show({}, [['main', 'w']]);
    await settle();
    const url =
      'http://server/user/me/jupyter_visdom/kernels/kernel-1/attach?no_track_activity=1';
    const [request] = server.attaches();
    expect(request?.url.startsWith(url)).toBe(true);
    expect(request?.body).toEqual({
      v: 1,
      session: 'client-1',
      epoch: null,
      cursor: 0,
      visible: [],
      preview: true
    });
    kernel.connection('connected');
    await settle();
    expect(server.attaches()).toEqual([]);
  });

  it('goes on while JupyterLab tries to open it', async () => {
    server.attachAnswers = ['dead'];
    open();
    kernel.connection('disconnected');
    await reopen();
    expect(server.attaches()).toHaveLength(1);
  });

  it('is asked over the websocket when HTTP has not answered for 2 s', async () => {
    server.attachAnswers = ['dead'];
    open();
    kernel.connection('connected');
    await edges.pass(1.9);
    expect(kernel.said()).toEqual([]);
    await edges.pass(0.2);
    expect(kernel.said()).toMatchObject([
      { type: 'attach', epoch: null, cursor: 0, visible: [] }
    ]);
    const [, answer] = attached('a', 5);
    kernel.receive({ ...answer, type: 'attached' });
    expect(link.state).toBe('catching-up');
    give(FIRST);
    expect(link.state).toBe('live');
  });

  it('takes no answer by HTTP any more when the websocket has brought one', async () => {
    const slow = later<[number, object]>();
    server.attachAnswers = [slow.promise];
    open();
    kernel.connection('connected');
    await edges.pass(3);
    const [, answer] = attached('a', 5);
    kernel.receive({ ...answer, type: 'attached' });
    give(FIRST);
    slow.settle([503, {}]);
    await settle();
    expect([link.state, link.reason]).toEqual(['live', '']);
    kernel.receive({ ...answer, cursor: 9, type: 'attached' });
    expect(link.state).toBe('live');
  });

  it('takes no answer that it does not wait for: a kernel tells every page what one has asked', async () => {
    await live();
    const [, answer] = attached('a', 9);
    kernel.receive({ ...answer, type: 'attached' });
    expect(link.state).toBe('live');
  });

  it('ends with the websocket that it was asked for', async () => {
    const slow = later<[number, object]>();
    server.attachAnswers = [slow.promise];
    kernel.connection('connected');
    open();
    kernel.connection('connecting');
    slow.settle(attached('a', 0));
    await settle();
    expect(link.state).toBe('catching-up');
    expect(link.reason).toMatch(/Connecting/);
  });

  it('is catching up until the cursor is here that the server named', async () => {
    server.attachAnswers = [attached('a', 5)];
    open();
    expect(link.state).toBe('catching-up');
    kernel.connection('connected');
    await settle();
    give(frame('a', [0, 0, 0], envs(1, 'main')));
    expect(link.state).toBe('catching-up');
    expect(link.store.envs()).toEqual(['main']);
    give(frame('a', [0, 5, 1], titled(5, 'w')));
    expect([link.state, link.epoch, link.cursor]).toEqual(['live', 'a', 5]);
  });

  it('is catching up on what was missed, and no longer', async () => {
    await live();
    server.attachAnswers = [attached('a', 8)];
    await reopen();
    expect(link.state).toBe('catching-up');
    give(frame('a', [5, 5, 0], titled(7, 'w')));
    expect(link.state).toBe('catching-up');
    give(frame('a', [5, 8, 1], titled(8, 'v')));
    expect(link.state).toBe('live');
  });

  it('is live at once where the server has nothing, and catches up on what then comes', async () => {
    server.attachAnswers = [attached(null, null)];
    kernel.connection('connected');
    open();
    await settle();
    expect(link.state).toBe('live');
    give(frame('a', [0, 0, 0], envs(1, 'main')));
    expect(link.state).toBe('catching-up');
    give(frame('a', [0, 5, 1], titled(5, 'w')));
    expect(link.state).toBe('live');
  });

  it('is asked for again each time that the websocket was opened anew', async () => {
    await live();
    kernel.connection('connecting');
    expect([link.state, link.reason]).toEqual([
      'stale',
      expect.stringMatching(/connection .* lost/)
    ]);
    kernel.connection('connected');
    await settle();
    expect(server.attaches()[0]?.body).toMatchObject({ epoch: 'a', cursor: 5 });
    expect(link.state).toBe('live');
  });

  it('leaves a sweep in its middle: another server may number its sweeps alike', async () => {
    await live();
    give(frame('a', [5, 5, 0], titled(6, 'w')));
    give(frame('a', [5, 5, 1], titled(6, 'v')));
    await reopen();
    give(frame('a', [5, 5, 0], titled(7, 'w')));
    give(frame('a', [5, 8, 1], titled(8, 'v', 'last')));
    expect([link.state, link.cursor]).toEqual(['live', 8]);
    expect(link.store.pane('main', 'v')?.json['title']).toBe('last');
  });

  it('is asked for again soon where the websocket was not open yet', async () => {
    server.attachAnswers = [
      [409, { reason: 'no-websocket' }],
      attached('a', 0)
    ];
    open();
    await settle();
    expect(link.state).toBe('catching-up');
    await edges.pass(1);
    expect(server.attaches()).toHaveLength(2);
    expect(link.state).toBe('live');
  });

  it('is asked for once where the websocket opens before that', async () => {
    server.attachAnswers = [
      [409, { reason: 'no-websocket' }],
      attached('a', 0)
    ];
    open();
    await settle();
    kernel.connection('connected');
    await edges.pass(2);
    expect(server.attaches()).toHaveLength(2);
  });

  it.each([
    ['no answer', 'cut'],
    ['a server error', [503, { message: 'busy' }]],
    ['a page that is not ours', [200, []]]
  ] as const)(
    'after %s is asked for with ever longer delays, up to 10 s',
    async (_, answer) => {
      server.attachAnswers = [answer as [number, object]];
      edges.chance = 0.999;
      open();
      await edges.pass(30);
      const early = server.attaches().length;
      expect(early).toBeGreaterThan(5);
      expect(early).toBeLessThan(9);
      await edges.pass(100);
      expect(server.attaches()).toHaveLength(10);
      expect(link.state).toBe('stale');
      expect(link.reason).toMatch(/does not answer/);
    }
  );

  it('is asked for again soon where the server fails after it has answered', async () => {
    const down = Array.from({ length: 8 }, () => 'cut' as const);
    const notYet: [number, object] = [409, { reason: 'no-websocket' }];
    server.attachAnswers = [...down, notYet, 'cut'];
    edges.chance = 0.999;
    open();
    while (server.attachAnswers.length > 1) {
      await edges.pass(1);
    }
    server.attaches();
    await edges.pass(2);
    expect(server.attaches().length).toBeGreaterThan(1);
  });

  it('believes that there is no extension only after 3 tries over 3 s, and keeps looking', async () => {
    server.attachAnswers = [[404, {}]];
    edges.chance = 0;
    open();
    await edges.pass(2.5);
    expect(server.attaches()).toHaveLength(3);
    expect(link.state).toBe('catching-up');
    await edges.pass(1);
    expect(link.state).toBe('no-extension');
    expect(link.reason).toMatch(/pip install jupyter-visdom/);
    server.attaches();
    server.attachAnswers = [attached('a', 0)];
    await edges.pass(10);
    expect(server.attaches()).toEqual([]);
    await edges.pass(20);
    expect(link.state).toBe('live');
  });

  it.each<[number, string | object]>([
    [404, {}],
    [404, '<h1>Not found</h1>'],
    [403, '<h1>Forbidden by the proxy</h1>']
  ])(
    'believes so after 3 s, no sooner, if the answer is %s with %j',
    async (status, answer) => {
      server.attachAnswers = [[status, answer]];
      edges.chance = 0;
      open();
      await edges.pass(2.9);
      expect(link.state).toBe('catching-up');
      await edges.pass(0.1);
      expect(link.state).toBe('no-extension');
    }
  );

  it('survives a proxy that answers 404 for a second', async () => {
    server.attachAnswers = [[404, {}], [404, {}], attached('a', 0)];
    open();
    await edges.pass(4);
    expect(link.state).toBe('live');
  });

  it('leaves the websocket alone where there is no extension', async () => {
    server.attachAnswers = [[404, {}]];
    open();
    kernel.connection('connected');
    await edges.pass(600);
    kernel.connection('disconnected');
    await edges.pass(600);
    edges.wake();
    expect(kernel.reconnects).toBe(0);
  });

  it('ends where there is no such kernel', async () => {
    server.attachAnswers = [[404, { reason: 'no-kernel' }]];
    open();
    await settle();
    kernel.connection('disconnected');
    await edges.pass(100);
    expect([link.state, kernel.reconnects]).toEqual(['kernel-gone', 0]);
    expect(server.attaches()).toHaveLength(1);
    server.attachAnswers = [attached('a', 0)];
    kernel.connection('connected');
    await settle();
    expect(link.state).toBe('live');
  });

  it.each([400, 403, 500])(
    'names status %s where the answer says no more',
    async status => {
      server.attachAnswers = [[status, {}]];
      open();
      await settle();
      expect(link.reason).toContain(`The server answered ${status}.`);
    }
  );

  it.each([400, 403])('says why status %s was answered', async status => {
    server.attachAnswers = [[status, { message: "field 'v' must be 1" }]];
    kernel.connection('connected');
    open();
    await edges.pass(5);
    expect(link.state).toBe('stale');
    expect(link.reason).toMatch(/field 'v' must be 1/);
    kernel.connection('connecting');
    expect(link.reason).toMatch(/field 'v' must be 1/);
    expect(server.attaches()).toHaveLength(1);
    link.reconnect();
    expect(link.reason).toMatch(/Connecting/);
  });
});

describe('a message', () => {
  it('that is a frame is applied at once, acknowledged and told', async () => {
    await live();
    const seen: IChange[] = [];
    link.changed.connect((_, change) => seen.push(change));
    give(frame('a', [5, 6, 0], titled(6, 'w', 'new')));
    expect(link.store.pane('main', 'w')?.json['title']).toBe('new');
    expect(kernel.said()).toEqual([
      { v: 1, type: 'ack', epoch: 'a', cursor: 6, index: 0 }
    ]);
    give(frame('a', [5, 6, 0], titled(6, 'w', 'new')));
    expect(seen).toEqual([
      { panes: [['main', 'w']], lists: false, whole: false }
    ]);
  });

  it('that is a frame of lists alone is told', async () => {
    await live();
    const seen: IChange[] = [];
    link.changed.connect((_, change) => seen.push(change));
    give(frame('a', [5, 6, 0], envs(6, 'main', 'other')));
    expect(seen).toEqual([{ panes: [], lists: true, whole: false }]);
  });

  it('is counted by what became of it', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    await live();
    const before = link.counts.get('applied') ?? 0;
    const again = frame('a', [5, 6, 0], titled(6, 'w'));
    give(again);
    give(again);
    give(frame('a', [8, 9, 0], titled(9, 'w')));
    kernel.hear('comm_msg', { comm_id: 'jupyter_visdom', data: 'x' });
    kernel.receive({ v: 1, type: 'new' });
    kernel.receive({ v: 1, type: 'newer' });
    expect(link.counts).toEqual(
      new Map([
        ['applied', before + 1],
        ['repeat', 1],
        ['gap', 1],
        ['TypeError', 1],
        ['unknown type', 2]
      ])
    );
  });

  it('leaves no future behind in JupyterLab', async () => {
    await live();
    give(frame('a', [5, 6, 0], titled(6, 'w')));
    expect(kernel.futures).toBe(0);
  });

  it('that is a preview is drawn, told and acknowledged', async () => {
    await attach();
    kernel.answerInfo();
    give(frame('a', [0, 0, 0], envs(1, 'main'), env(2, 'main', ['w'])));
    kernel.said();
    const seen: IChange[] = [];
    link.changed.connect((_, change) => seen.push(change));
    const { data, blob } = frame('a', [0, 0, 0], titled(0, 'w'));
    kernel.receive({ ...data, type: 'preview' }, blob);
    expect(link.store.windowsToDraw('main')).toEqual(['w']);
    expect(seen).toMatchObject([{ panes: [['main', 'w']] }]);
    expect(kernel.said()).toMatchObject([{ type: 'ack', cursor: 0, index: 1 }]);
  });

  it('that is a frame after a gap makes it stale until the answer is here', async () => {
    await live();
    give(frame('a', [7, 8, 0]));
    expect(link.state).toBe('stale');
    expect(kernel.said()).toMatchObject([{ type: 'resync', cursor: 5 }]);
    give(frame('a', [5, 8, 0]));
    expect(link.state).toBe('live');
  });

  it('that is a beat is answered with the position', async () => {
    await live();
    kernel.receive(beat('a', 5));
    expect(kernel.said()).toMatchObject([{ type: 'ack', cursor: 5 }]);
  });

  it('that is a beat ahead of the replica says that a frame was lost', async () => {
    await live();
    kernel.receive(beat('a', 6));
    expect(kernel.said()).toMatchObject([
      { type: 'resync', epoch: 'a', cursor: 5 },
      { type: 'ack' }
    ]);
    expect(link.state).toBe('stale');
  });

  it('of another version is told to the user, and nothing is asked any more', async () => {
    await live();
    kernel.receive({ v: 2, type: 'frame' });
    expect(link.state).toBe('stale');
    expect(link.reason).toMatch(/must be 1.* not 2/);
    expect(kernel.said()).toEqual([]);
    await edges.pass(100);
    expect(server.attaches()).toEqual([]);
    expect(kernel.reconnects).toBe(0);
    link.reconnect();
    kernel.connection('connected');
    await settle();
    expect(link.state).toBe('live');
  });

  it('of another version ends an attach that is under way', async () => {
    server.attachAnswers = ['cut'];
    kernel.connection('connected');
    open();
    await settle();
    kernel.receive({ v: 2, type: 'beat' });
    server.attaches();
    await edges.pass(100);
    expect(server.attaches()).toEqual([]);
    expect(link.reason).toMatch(/another version/);
  });

  it('of an unknown type, or for another comm, changes nothing', async () => {
    await live();
    kernel.receive({ v: 1, type: 'song' });
    kernel.hear('comm_msg', { comm_id: 'other', data: { type: 'frame' } });
    kernel.hear('comm_open', { comm_id: 'jupyter_visdom', data: { v: 2 } });
    kernel.hear('stream', { text: 'x' });
    expect(kernel.said()).toEqual([]);
    expect(link.state).toBe('live');
  });

  it('that makes no sense is caught and told in the console: the user and the connection go on', async () => {
    await live();
    expect(console.warn).not.toHaveBeenCalled();
    for (const data of [null, 'x', []]) {
      kernel.hear('comm_msg', { comm_id: 'jupyter_visdom', data });
    }
    expect([link.state, link.reason]).toEqual(['live', '']);
    kernel.receive({ v: 1, type: 'beat', epoch: 5 });
    expect(console.warn).toHaveBeenCalledTimes(4);
    kernel.receive({ v: 1, type: 'frame', epoch: 'a' });
    expect(console.warn).toHaveBeenCalledTimes(5);
    expect(kernel.said()).toMatchObject([{ type: 'resync', cursor: 0 }]);
  });

  it.each([
    ['a buffer', (bytes: Uint8Array) => new Uint8Array(bytes).buffer],
    [
      'a part of one',
      (bytes: Uint8Array) => Uint8Array.of(0, ...bytes, 0).subarray(1, -1)
    ]
  ])('may bring its bytes as %s', async (_, bring) => {
    await live();
    const { data, blob } = frame('a', [5, 6, 0], titled(6, 'w', 'new'));
    kernel.receive(data, bring(new Uint8Array(blob!.buffer)));
    expect(link.store.pane('main', 'w')?.json['title']).toBe('new');
  });
});

describe('what a page sends', () => {
  it('goes by HTTP while JupyterLab would queue it, and in order', async () => {
    await attach();
    give(frame('a', [0, 0, 0], envs(1, 'main')));
    give(frame('a', [0, 5, 1], titled(5, 'w')));
    await settle();
    expect(kernel.said()).toEqual([]);
    expect(server.requests.at(-1)?.body['session']).toBe('client-1');
    expect(server.posted).toMatchObject([
      { type: 'ack', cursor: 0, index: 1 },
      { type: 'ack', cursor: 5, index: 0 }
    ]);
  });

  it.each([0, 10])(
    'goes by HTTP again when the websocket has been opened anew, after %i s',
    async seconds => {
      await live();
      await edges.pass(seconds);
      await reopen();
      kernel.receive(beat('a', 5));
      await settle();
      expect(kernel.said()).toEqual([]);
      expect(server.posted).toMatchObject([{ type: 'ack', cursor: 5 }]);
    }
  );

  it('waits for what is under way by HTTP, though the websocket is free by now', async () => {
    await attach();
    give(FIRST);
    kernel.answerInfo();
    kernel.receive(beat('a', 5));
    expect(kernel.said()).toEqual([]);
    await settle();
    expect(kernel.said()).toEqual([]);
    expect(server.posted).toHaveLength(2);
  });

  it('goes by HTTP while the kernel restarts', async () => {
    await live();
    kernel.become('restarting');
    kernel.receive(beat('a', 5));
    await settle();
    expect(kernel.said()).toEqual([]);
    expect(server.posted).toMatchObject([{ type: 'ack', cursor: 5 }]);
  });

  it('goes by HTTP until the kernel has done with what JupyterLab asked, not another request', async () => {
    await attach();
    kernel.hear('kernel_info_reply', {});
    const parent = { msg_type: 'execute_request' };
    kernel.hear('status', { execution_state: 'idle' }, null, parent);
    give(FIRST);
    await settle();
    expect(kernel.said()).toEqual([]);
    expect(server.posted).toHaveLength(1);
  });

  it('is only the latest of those that wait behind a request, but every command', async () => {
    await attach();
    give(FIRST);
    link.command({ cmd: 'one' }).catch(() => undefined);
    link.command({ cmd: 'two' }).catch(() => undefined);
    kernel.receive(beat('a', 5));
    give(frame('a', [5, 6, 0], titled(6, 'w')));
    await settle();
    expect(server.posted).toMatchObject([
      { type: 'ack', cursor: 5 },
      { type: 'command', body: { cmd: 'one' } },
      { type: 'command', body: { cmd: 'two' } },
      { type: 'ack', cursor: 6 }
    ]);
  });

  it('goes by the websocket after all where the server has no route for it, until it is opened anew', async () => {
    server.messageStatus = 404;
    await attach();
    give(FIRST);
    await settle();
    expect(kernel.said()).toMatchObject([{ type: 'ack', cursor: 5 }]);
    kernel.receive(beat('a', 5));
    expect(kernel.said()).toHaveLength(1);
    server.messageStatus = 204;
    server.requests = [];
    await reopen();
    kernel.receive(beat('a', 5));
    await settle();
    expect(kernel.said()).toEqual([]);
    expect(server.posted).toHaveLength(1);
  });

  it('goes by the websocket after all where HTTP is cut', async () => {
    server.messageStatus = 'cut';
    await attach();
    give(FIRST);
    await settle();
    expect(server.posted).toHaveLength(1);
    expect(kernel.said()).toMatchObject([{ type: 'ack', cursor: 5 }]);
  });

  it('goes by the websocket as soon as the kernel has answered JupyterLab', async () => {
    await attach();
    kernel.answerInfo();
    give(FIRST);
    expect(kernel.said()).toHaveLength(1);
  });

  it('is dropped while there is no websocket: an attach says it all', async () => {
    await attach();
    kernel.connection('disconnected');
    kernel.receive(beat('a', 5));
    await settle();
    expect([kernel.said(), server.posted]).toEqual([[], []]);
  });

  it('is dropped where the websocket is closed before HTTP refuses it', async () => {
    server.messageStatus = 404;
    await attach();
    give(FIRST);
    kernel.connection('disconnected');
    await settle();
    expect(server.posted).toHaveLength(1);
    expect(kernel.said()).toEqual([]);
  });

  it('goes by the websocket when 3.5 s have passed since it was opened', async () => {
    server.attachAnswers = [attached('a', 5)];
    open();
    kernel.connection('connected');
    await edges.pass(3.5);
    give(FIRST);
    expect(kernel.said()).toHaveLength(1);
  });

  it('names what all views show, once each, when it has changed', async () => {
    await live();
    const [one, two] = [{}, {}];
    link.show(one, [
      ['main', 'w'],
      ['main', 'v']
    ]);
    link.show(two, [['main', 'w']]);
    await edges.pass(0.1);
    expect(kernel.said()).toEqual([
      {
        v: 1,
        type: 'show',
        visible: [
          ['main', 'w'],
          ['main', 'v']
        ]
      }
    ]);
    link.forget(two);
    await edges.pass(0.1);
    expect(kernel.said()).toEqual([]);
    link.forget(one);
    await edges.pass(0.1);
    expect(kernel.said()).toMatchObject([{ visible: [] }]);
  });

  it('names what came on screen while the websocket was about to open, once it is', async () => {
    server.attachAnswers = [attached('a', 0)];
    open();
    await settle();
    link.show({}, [['main', 'w']]);
    await edges.pass(0.1);
    kernel.connection('connected');
    await settle();
    expect(server.posted).toMatchObject([
      { type: 'show', visible: [['main', 'w']] }
    ]);
  });

  it('names what came on screen before the answer to an attach, when that is here', async () => {
    const slow = later<[number, object]>();
    server.attachAnswers = [slow.promise];
    kernel.connection('connected');
    open();
    link.show({}, [['main', 'w']]);
    await edges.pass(0.1);
    expect(server.posted).toEqual([]);
    slow.settle(attached('a', 0));
    await settle();
    expect(server.posted).toMatchObject([
      { type: 'show', visible: [['main', 'w']] }
    ]);
  });

  it('names it once in an animation frame, however fast a user scrolls', async () => {
    await live();
    for (let i = 0; i < 20; i++) {
      link.show({}, [['main', `${i}`]]);
      await edges.pass(0.004);
    }
    expect(kernel.said()).toHaveLength(5);
  });

  it('names at most 500 panes', async () => {
    await live();
    const many = Array.from({ length: 501 }, (_, i) => ['main', `${i}`]);
    link.show({}, many as [string, string][]);
    await edges.pass(0.1);
    expect(kernel.said()[0]?.['visible']).toHaveLength(500);
  });
});

describe('a command', () => {
  it('is resolved by its reply', async () => {
    await live();
    const done = link.command({ cmd: 'close', data: 'w', eid: 'main' });
    expect(kernel.said()).toEqual([
      {
        v: 1,
        type: 'command',
        ref: 'ref-0',
        body: { cmd: 'close', data: 'w', eid: 'main' }
      }
    ]);
    kernel.receive({ v: 1, type: 'reply', ref: 'other', error: 'no' });
    kernel.receive({ v: 1, type: 'reply', ref: 'ref-0', error: null });
    await expect(done).resolves.toBeUndefined();
  });

  it('that is refused rejects with the sentence', async () => {
    await live();
    const done = link.command({ cmd: 'x' });
    kernel.receive({ v: 1, type: 'reply', ref: 'ref-0', error: 'No pane.' });
    await expect(done).rejects.toThrow('No pane.');
  });

  it('that is not answered for 10 s rejects', async () => {
    await live();
    const done = expect(link.command({ cmd: 'x' })).rejects.toThrow(/10 s/);
    await edges.pass(10);
    await done;
  });

  it('goes by HTTP where it carries more than a mebibyte, not where it carries one', async () => {
    await live();
    const size = 2 ** 20;
    for (const data of ['x'.repeat(size), 'x'.repeat(size + 1)]) {
      link.command({ cmd: 'x', data }).catch(() => undefined);
    }
    await settle();
    expect(kernel.said()).toMatchObject([{ ref: 'ref-0' }]);
    expect(server.posted).toMatchObject([{ ref: 'ref-1' }]);
  });

  it('that carries much goes by HTTP, and is given the time that it takes', async () => {
    await live();
    const data = 'x'.repeat(2_000_000);
    const done = expect(link.command({ cmd: 'x', data })).rejects.toThrow(
      /30 s/
    );
    await settle();
    expect(kernel.said()).toEqual([]);
    expect(server.requests.map(({ body }) => body['message'])).toMatchObject([
      { type: 'command', body: { cmd: 'x' } }
    ]);
    for (let i = 0; i < 6; i++) {
      await edges.pass(5);
      kernel.receive(beat('a', 5));
    }
    await done;
  });

  it('is never sent twice: the request that was cut may have brought it', async () => {
    server.messageStatus = 'cut';
    await attach();
    const done = expect(link.command({ cmd: 'x' })).rejects.toThrow(/10 s/);
    give(FIRST);
    await settle();
    expect(kernel.said()).toMatchObject([{ type: 'ack' }]);
    expect(server.posted).toMatchObject([{ type: 'command' }]);
    await edges.pass(10);
    await done;
  });

  it('leaves nothing behind when it has its reply', async () => {
    await live();
    const after = edges.after.bind(edges);
    let cancels = 0;
    edges.after = (seconds, callback) => {
      const cancel = after(seconds, callback);
      return () => {
        cancels++;
        cancel();
      };
    };
    const done = link.command({ cmd: 'x' });
    kernel.receive({ v: 1, type: 'reply', ref: 'ref-0', error: null });
    await done;
    expect(cancels).toBe(1);
    link.dispose();
    expect(cancels).toBe(1);
  });

  it('has a reference of 64 characters at most', async () => {
    await live();
    edges.unique = () => 'x'.repeat(65);
    await expect(link.command({ cmd: 'x' })).rejects.toThrow(/at most 64/);
    expect(kernel.said()).toEqual([]);
    edges.unique = () => 'x'.repeat(64);
    link.command({ cmd: 'x' }).catch(() => undefined);
    expect(kernel.said()).toHaveLength(1);
  });

  it('of another page has its reply there: here it is nothing', async () => {
    await live();
    kernel.receive({ v: 1, type: 'reply', ref: 'other', error: null });
    expect(console.warn).not.toHaveBeenCalled();
  });

  it('is refused before the websocket is open, though all is well', async () => {
    server.attachAnswers = [attached(null, null)];
    open();
    await settle();
    expect([link.state, link.reason]).toEqual(['live', '']);
    await expect(link.command({ cmd: 'x' })).rejects.toThrow(/no connection/);
  });

  it('is refused as soon as the last connection closes', async () => {
    await live();
    let done: Promise<void> = Promise.resolve();
    kernel.disposed.connect(() => (done = link.command({ cmd: 'x' })));
    kernel.dispose();
    await expect(done).rejects.toThrow(/has ended/);
  });

  it('is refused while there is no connection, and says why', async () => {
    await live();
    kernel.connection('disconnected');
    await expect(link.command({ cmd: 'x' })).rejects.toThrow(/was lost/);
  });

  it('that waits when the link ends rejects', async () => {
    await live();
    const done = expect(link.command({ cmd: 'x' })).rejects.toThrow(/closed/);
    link.dispose();
    await done;
    expect(kernel.said().at(-1)).toEqual({ v: 1, type: 'detach' });
  });
});

describe('silence', () => {
  it('of more than 15 s makes it stale, and the websocket is made anew', async () => {
    edges.chance = 0.999;
    await live();
    await edges.pass(15);
    expect([link.state, kernel.reconnects]).toEqual(['live', 0]);
    await edges.pass(1);
    expect([link.state, kernel.reconnects]).toEqual(['stale', 0]);
    await edges.pass(1);
    expect([link.state, kernel.reconnects]).toEqual(['stale', 1]);
    kernel.connection('connected');
    await settle();
    expect(server.attaches()).toHaveLength(1);
    expect(link.state).toBe('live');
  });

  it('is not where beats come', async () => {
    await live();
    let changes = 0;
    link.stateChanged.connect(() => changes++);
    for (let i = 0; i < 20; i++) {
      await edges.pass(5);
      kernel.receive(beat('a', 5));
    }
    expect([link.state, kernel.reconnects, changes]).toEqual(['live', 0, 0]);
  });

  it('is not broken by what this page says', async () => {
    await live();
    for (let i = 0; i < 16; i++) {
      await edges.pass(1);
      link.show({}, [['main', `${i}`]]);
    }
    await edges.pass(0.5);
    expect([link.state, kernel.said().length]).toEqual(['stale', 16]);
  });

  it('in which the page slept is noticed at once when it wakes', async () => {
    await live();
    edges.freeze(7);
    edges.wake();
    expect(kernel.reconnects).toBe(0);
    edges.freeze(0.1);
    edges.wake();
    expect(kernel.reconnects).toBe(1);
  });

  it('may last as long as the server says', async () => {
    const [status, body] = attached('a', 0);
    server.attachAnswers = [[status, { ...body, beat: 10, patience: 40 }]];
    kernel.connection('connected');
    open();
    await edges.pass(12);
    edges.wake();
    expect([link.state, kernel.reconnects]).toEqual(['live', 0]);
    await edges.pass(28);
    expect([link.state, kernel.reconnects]).toEqual(['live', 0]);
    edges.wake();
    expect(kernel.reconnects).toBe(1);
  });

  it.each([0, -1, '60', null])(
    'may last 15 s where the server says a patience of %j',
    async patience => {
      const [status, body] = attached('a', 0);
      server.attachAnswers = [[status, { ...body, beat: null, patience }]];
      kernel.connection('connected');
      open();
      await edges.pass(15);
      expect([link.state, kernel.reconnects]).toEqual(['live', 0]);
      await edges.pass(1);
      expect(link.state).toBe('stale');
    }
  );

  it('of a JupyterLab that has given up ends with our own timer', async () => {
    await live();
    kernel.connection('disconnected');
    await edges.pass(12);
    expect(kernel.reconnects).toBe(1);
    kernel.connection('disconnected');
    await edges.pass(12);
    expect(kernel.reconnects).toBe(2);
    kernel.connection('connected');
    await settle();
    expect(link.state).toBe('live');
  });

  it('of a server that is down is asked after with ever longer delays, up to 10 s, and soon again after it was back', async () => {
    edges.chance = 0.999;
    await live();
    const down = async (seconds: number) => {
      kernel.reconnects = 0;
      for (let i = 0; i < seconds; i++) {
        kernel.connection('disconnected');
        await edges.pass(1);
      }
      return kernel.reconnects;
    };
    const tries = await down(60);
    expect(tries).toBeGreaterThan(7);
    expect(tries).toBeLessThan(11);
    kernel.connection('connected');
    await settle();
    expect(link.state).toBe('live');
    expect([await down(1), await down(1)]).toEqual([0, 1]);
  });

  it('is ended at the next look where chance wants no delay', async () => {
    edges.chance = 0;
    await live();
    kernel.connection('disconnected');
    await edges.pass(1);
    expect(kernel.reconnects).toBe(1);
  });

  it('is ended by another try where one has failed', async () => {
    await live();
    kernel.reconnect = () => {
      kernel.reconnects++;
      return Promise.reject(new Error('no network'));
    };
    kernel.connection('disconnected');
    await edges.pass(20);
    expect(kernel.reconnects).toBeGreaterThan(1);
  });

  it('that JupyterLab itself begins to end leaves no try of ours behind', async () => {
    edges.chance = 0.999;
    await live();
    for (let i = 0; i < 2; i++) {
      kernel.connection('disconnected');
      await edges.pass(1);
      kernel.connection('connecting');
      await edges.pass(3);
    }
    expect(kernel.reconnects).toBe(0);
  });

  it('is not expected where HTTP alone fails', async () => {
    server.attachAnswers = ['cut'];
    kernel.connection('connected');
    open();
    await edges.pass(60);
    expect(kernel.reconnects).toBe(0);
  });

  it('of a try into a dead network is broken off after the same patience', async () => {
    await live();
    kernel.connection('connecting');
    await edges.pass(14);
    expect(kernel.reconnects).toBe(0);
    await edges.pass(5);
    expect(kernel.reconnects).toBe(1);
    await edges.pass(5);
    expect(kernel.reconnects).toBe(1);
  });

  it('of a server that denies the websocket that we believe in makes it anew', async () => {
    server.attachAnswers = [[409, { reason: 'no-websocket' }]];
    kernel.connection('connected');
    open();
    await edges.pass(18);
    expect(kernel.reconnects).toBe(1);
  });

  it('is ended by the user at once', async () => {
    await live();
    link.reconnect();
    expect(kernel.reconnects).toBe(1);
    kernel.connection('connected');
    await settle();
    expect(server.attaches()).toHaveLength(1);
  });

  it('is ended by the user as if nothing had been tried before', async () => {
    server.attachAnswers = ['cut'];
    kernel.connection('connected');
    open();
    await edges.pass(100);
    link.reconnect();
    server.attaches();
    edges.chance = 0.999;
    kernel.connection('connected');
    await edges.pass(1);
    expect(server.attaches()).toHaveLength(2);
    server.attachAnswers = [[404, {}]];
    await edges.pass(30);
    expect(link.state).toBe('no-extension');
    link.reconnect();
    expect(link.state).toBe('catching-up');
  });

  it('is nothing to a link that has ended', async () => {
    await live();
    link.show({}, [['main', 'w']]);
    link.command({ cmd: 'x' }).catch(() => undefined);
    link.dispose();
    link.dispose();
    expect(kernel.said().map(({ type }) => type)).toEqual([
      'command',
      'detach'
    ]);
    expect(edges.waiting).toBe(0);
    edges.freeze(100);
    edges.wake();
    kernel.receive(beat('a', 6));
    expect([kernel.said(), kernel.reconnects]).toEqual([[], 0]);
  });

  it('is told, and that it has ended', async () => {
    await live();
    const states: string[] = [];
    link.stateChanged.connect((_, state) => states.push(state));
    await edges.pass(16);
    kernel.receive(beat('a', 5));
    expect(states).toEqual(['stale', 'live']);
  });

  it('is all that is heard of a link after its end', async () => {
    await live();
    const told = vi.fn();
    link.changed.connect(told);
    link.stateChanged.connect(told);
    link.dispose();
    link.changed.emit({ panes: [], lists: true, whole: false });
    link.stateChanged.emit('stale');
    expect(told).not.toHaveBeenCalled();
  });

  it('is nothing to a link that ends while it attaches', async () => {
    server.attachAnswers = ['cut'];
    open();
    await settle();
    link.dispose();
    expect(edges.waiting).toBe(0);
  });
});

describe('a kernel', () => {
  it.each(['restarting', 'autorestarting'] as const)(
    'that is %s makes it stale until the new life is here whole',
    async status => {
      await live();
      kernel.become(status);
      expect(link.state).toBe('stale');
      expect(link.reason).toMatch(/restarting.*from before/);
      await reopen();
      kernel.receive(beat('a', 5, 'alive'));
      expect(link.state).toBe('stale');
      give(frame('b', [0, 0, 0], envs(1, 'main')));
      expect([link.state, link.epoch]).toEqual(['stale', 'a']);
      expect(link.store.windows('main')).toEqual(['w']);
      give(frame('b', [0, 2, 1], titled(2, 'new')));
      expect([link.state, link.epoch]).toEqual(['live', 'b']);
      expect(link.store.windows('main')).toEqual(['new']);
    }
  );

  it('whose restart was seen by nobody makes it stale when the new life begins', async () => {
    await live();
    give(frame('b', [0, 0, 0], envs(1, 'main')));
    expect([link.state, link.reason]).toEqual([
      'stale',
      expect.stringMatching(/has restarted/)
    ]);
  });

  it('that has restarted while there was no connection makes it stale before the first frame', async () => {
    await live();
    server.attachAnswers = [attached('b', 3)];
    await reopen();
    expect([link.state, link.reason]).toEqual([
      'stale',
      expect.stringMatching(/has restarted/)
    ]);
  });

  it('whose restart only the server saw makes it stale too', async () => {
    await live();
    kernel.receive(beat('a', 5, 'restarting'));
    expect(link.state).toBe('stale');
    kernel.receive({ v: 1, type: 'beat', epoch: 'a', cursor: 5 });
    expect(link.reason).toMatch(/is restarting/);
    kernel.receive(beat('a', 5, 'unloaded'));
    expect(link.reason).toMatch(/from before.*%load_ext jupyter_visdom/);
  });

  it('whose restart came to nothing is live with its next frame', async () => {
    await live();
    kernel.receive(beat('a', 5, 'restarting'));
    give(frame('a', [5, 6, 0], titled(6, 'w')));
    kernel.receive(beat('a', 6, 'alive'));
    expect(link.state).toBe('stale');
    give(frame('a', [5, 6, 0], titled(6, 'w')));
    expect(link.state).toBe('stale');
    give(frame('a', [6, 7, 0], titled(7, 'w')));
    expect([link.state, link.reason]).toEqual(['live', '']);
  });

  it('that restarts between the answer to an attach and its frames is live when they are here', async () => {
    await attach();
    give(frame('b', [0, 2, 0], envs(1, 'main')));
    expect([link.state, link.reason]).toEqual(['live', '']);
  });

  it('that has not loaded the extension is live, with a hint', async () => {
    server.attachAnswers = [attached(null, null, 'unloaded')];
    open();
    await settle();
    expect(link.state).toBe('live');
    expect(link.reason).toMatch(/%load_ext jupyter_visdom/);
  });

  it('that is gone is said so by a beat, and panes stay', async () => {
    await live();
    kernel.receive(beat('a', 5, 'gone'));
    expect(link.state).toBe('kernel-gone');
    expect(link.store.windows('main')).toEqual(['w']);
  });

  it('that is dead is gone', async () => {
    await live();
    kernel.become('dead');
    kernel.dispose();
    expect(link.state).toBe('kernel-gone');
    await edges.pass(100);
    link.reconnect();
    expect(kernel.reconnects).toBe(0);
  });

  it('that is dead stays so, whatever the server and JupyterLab say of it', async () => {
    server.attachAnswers = ['cut'];
    open();
    await settle();
    kernel.become('dead');
    expect(link.state).toBe('kernel-gone');
    kernel.become('unknown');
    expect(link.state).toBe('kernel-gone');
    await edges.pass(10);
    expect(link.state).toBe('kernel-gone');
  });

  it('whose connection was closed before is asked nothing', async () => {
    kernel.dispose();
    open();
    await settle();
    expect(link.state).toBe('kernel-gone');
    expect(server.attaches()).toEqual([]);
  });

  it('that was dead before is asked nothing', async () => {
    kernel.status = 'dead';
    open();
    await settle();
    expect(link.state).toBe('kernel-gone');
    expect(server.attaches()).toEqual([]);
  });

  it('whose last connection is closed is asked no more', async () => {
    server.attachAnswers = ['cut'];
    open();
    await settle();
    kernel.dispose();
    server.attaches();
    await edges.pass(100);
    expect(server.attaches()).toEqual([]);
  });
});

describe('the links of a page', () => {
  it('are one for each kernel, and end with the last hold', async () => {
    await live();
    server.attachAnswers = [attached('a', 0)];
    const links = new Links(edges);
    const one = links.get(kernel, server.settings);
    const two = links.get(kernel, server.settings);
    kernel.connection('connected');
    await settle();
    expect(server.attaches()).toHaveLength(1);
    await edges.pass(4);
    one.dispose();
    one.dispose();
    expect([one.isDisposed, two.isDisposed]).toEqual([true, false]);
    expect(kernel.said()).toEqual([]);
    two.dispose();
    expect(kernel.said()).toMatchObject([{ type: 'detach' }]);
    const three = links.get(kernel, server.settings);
    await settle();
    expect(server.attaches()).toHaveLength(1);
    three.dispose();
  });

  it('do for each view what it asks', async () => {
    await live();
    link.dispose();
    server.attachAnswers = [attached('a', 0)];
    const view = new Links(edges).get(kernel, server.settings);
    await settle();
    kernel.answerInfo();
    kernel.said();
    const owner = {};
    view.show(owner, [['main', 'w']]);
    await edges.pass(0.1);
    expect(kernel.said()).toMatchObject([{ visible: [['main', 'w']] }]);
    view.forget(owner);
    await edges.pass(0.1);
    expect(kernel.said()).toMatchObject([{ visible: [] }]);
    view.reconnect();
    expect(kernel.reconnects).toBe(1);
    view.dispose();
  });

  it('use the connection of another view when that of the first is closed', async () => {
    await live();
    const links = new Links(edges);
    const other = new FakeKernel('connected');
    server.attachAnswers = [attached('a', 0)];
    const one = links.get(kernel, server.settings);
    const two = links.get(other, server.settings);
    kernel.dispose();
    await settle();
    expect(two.state).toBe('live');
    one.dispose();
    two.dispose();
  });

  it('hold no connection that is closed', async () => {
    await live();
    const closed = new FakeKernel('connected');
    link.offer(closed);
    const isDisposed = vi.fn(() => true);
    Object.defineProperty(closed, 'isDisposed', { get: isDisposed });
    link.offer(new FakeKernel('connected'));
    isDisposed.mockClear();
    kernel.dispose();
    expect(isDisposed).not.toHaveBeenCalled();
  });

  it('go on with another connection to the kernel when one is closed', async () => {
    await live();
    const closed = new FakeKernel('connected');
    const other = new FakeKernel('connected');
    link.offer(closed);
    link.offer(other);
    closed.dispose();
    kernel.dispose();
    expect(link.state).toBe('stale');
    await settle();
    expect(server.attaches()).toHaveLength(1);
    expect(link.state).toBe('live');
    server.requests = [];
    other.receive(beat('a', 5));
    await settle();
    expect(other.said()).toEqual([]);
    expect(server.posted).toMatchObject([{ type: 'ack', cursor: 5 }]);
    other.dispose();
    expect(link.state).toBe('kernel-gone');
    link.offer(new FakeKernel('connected'));
    await settle();
    expect(link.state).toBe('live');
  });
});
