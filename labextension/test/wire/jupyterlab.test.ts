/**
 * What we believe of JupyterLab's own kernel connection, on the real class with a websocket of ours.
 */
import {
  KernelConnection,
  KernelMessage,
  ServerConnection
} from '@jupyterlab/services';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Link } from '../../src/link';
import { envs, frame, titled } from '../core/wire';
import { attached, FakeEdges, FakeServer, settle } from './fakes';

class Socket {
  static last: Socket;
  readonly protocol = '';
  sent: KernelMessage.IMessage[] = [];
  onopen: (event: object) => void = () => undefined;
  onmessage: (event: { data: string }) => void = () => undefined;

  constructor() {
    Socket.last = this;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as KernelMessage.IMessage);
  }

  close(): void {}

  /** Types of what was sent on a channel; comm messages by the type of their data. */
  said(): string[] {
    return this.sent.map(msg => {
      const { data } = msg.content as { data?: { type: string } };
      return data ? data.type : msg.header.msg_type;
    });
  }

  receive(
    msgType: string,
    channel: string,
    content: object,
    parent: object = {}
  ): void {
    const header = {
      msg_type: msgType,
      msg_id: `id-${Math.random()}`,
      session: 'kernel',
      username: '',
      version: '5.3',
      date: ''
    };
    this.onmessage({
      data: JSON.stringify({
        channel,
        header,
        parent_header: parent,
        metadata: {},
        content,
        buffers: []
      })
    });
  }
}

const server = new FakeServer();
let kernel: KernelConnection;

function connect(): KernelConnection {
  const serverSettings = ServerConnection.makeSettings({
    ...server.settings,
    WebSocket: Socket as unknown as typeof WebSocket
  });
  kernel = new KernelConnection({
    model: { id: 'kernel-1', name: 'python3' },
    serverSettings
  });
  return kernel;
}

function send(channel: 'shell' | 'control', type: string): void {
  const msg = KernelMessage.createMessage<KernelMessage.ICommMsgMsg<'shell'>>({
    msgType: 'comm_msg',
    channel: 'shell',
    session: kernel.clientId,
    content: { comm_id: 'x', data: { type } }
  });
  if (channel === 'shell') {
    kernel.sendShellMessage(msg, false).dispose();
  } else {
    const other = msg as unknown as KernelMessage.IControlMessage;
    kernel.sendControlMessage(other, false).dispose();
  }
}

function answerInfo(socket: Socket): void {
  const request = socket.sent.find(
    msg => msg.header.msg_type === 'kernel_info_request'
  )!;
  socket.receive(
    'kernel_info_reply',
    'shell',
    { status: 'ok' },
    request.header
  );
  const idle = { execution_state: 'idle' };
  socket.receive('status', 'iopub', idle, request.header);
}

afterEach(() => {
  kernel.dispose();
  vi.useRealTimers();
});

describe('a kernel connection of JupyterLab', () => {
  it('queues what a page sends, on both channels, until the kernel has answered', async () => {
    connect();
    send('shell', 'early');
    Socket.last.onopen({});
    send('shell', 'shell');
    send('control', 'control');
    expect(Socket.last.said()).toEqual(['kernel_info_request']);
    answerInfo(Socket.last);
    await settle();
    expect(Socket.last.said().slice(1)).toEqual(['early', 'shell', 'control']);
  });

  it('queues it for 3 s where the kernel does not answer', async () => {
    vi.useFakeTimers();
    connect();
    send('shell', 'early');
    Socket.last.onopen({});
    send('control', 'late');
    await vi.advanceTimersByTimeAsync(2990);
    expect(Socket.last.said()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(Socket.last.said()).toHaveLength(3);
  });
});

describe('a link on it', () => {
  it('has its acknowledgement at the server while that queue is shut, and uses the websocket after', async () => {
    server.attachAnswers = [attached('a', 5)];
    connect();
    send('shell', 'early');
    const link = new Link(kernel, server.settings, new FakeEdges());
    const { data } = frame('a', [0, 5, 0], envs(1, 'main'));
    Socket.last.onopen({});
    const content = { comm_id: 'jupyter_visdom', data };
    Socket.last.receive('comm_msg', 'iopub', content);
    await settle();
    const posted = server.requests.filter(r => r.url.includes('/message?'));
    expect(posted[0]?.body).toMatchObject({ message: { type: 'ack' } });
    expect(Socket.last.said()).toEqual(['kernel_info_request']);
    answerInfo(Socket.last);
    await settle();
    const next = frame('a', [5, 6, 0], titled(6, 'w')).data;
    Socket.last.receive('comm_msg', 'iopub', {
      comm_id: 'jupyter_visdom',
      data: { ...next, events: [] }
    });
    expect(Socket.last.said().at(-1)).toBe('ack');
    expect([link.state, link.cursor]).toEqual(['live', 6]);
    link.dispose();
    expect(Socket.last.said().at(-1)).toBe('detach');
  });
});
