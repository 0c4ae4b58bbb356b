/* What a page says of itself while something is measured in it. Put into every page before its own scripts. */
window.bench = (() => {
  const RUNWAY = 1024; // first room for a growing line, in points

  let seen;
  let counting = false;

  // A pane says by `data-cursor` what it has drawn; the panel, what has arrived.
  const drawings = new MutationObserver(records => {
    seen.drawings += records.filter(({ target }) => target.matches('.jv-Pane')).length;
  });
  const tasks = new PerformanceObserver(list => {
    const late = list.getEntries().filter(entry => entry.startTime >= seen.began);
    seen.long.push(...late.map(entry => entry.duration));
  });

  /* Begin to count drawings and long tasks, and frames if asked: that keeps a page awake that would sleep meanwhile. */
  function begin(frames) {
    seen = { began: performance.now(), drawings: 0, frames: [], long: [] };
    drawings.observe(document.body, { subtree: true, attributeFilter: ['data-cursor'] });
    tasks.observe({ type: 'longtask' });
    counting = frames;
    if (frames) {
      countFrames();
    }
  }

  function countFrames() {
    let last = null;
    const next = now => {
      if (last !== null) {
        seen.frames.push(now - last);
      }
      last = now;
      if (counting) {
        requestAnimationFrame(next);
      }
    };
    requestAnimationFrame(next);
  }

  /* Two frames later all that was drawn is counted, and long tasks have been reported. */
  async function end() {
    counting = false;
    await nextFrame();
    await nextFrame();
    drawings.disconnect();
    tasks.disconnect();
    return seen;
  }

  const nextFrame = () => new Promise(done => requestAnimationFrame(done));
  const panel = () =>
    [...jupyterapp.shell.widgets('main')].find(widget => widget.id.startsWith('jupyter-visdom-panel-'));
  const link = () => panel().model.link;
  const digest = () => link().digest();

  const onScreen = () =>
    [...panel().node.querySelectorAll('.jv-Pane')].filter(pane => {
      const { top, bottom } = pane.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });

  /* How many of the panes on screen do not show what the page holds. */
  function behind() {
    const { store } = link();
    const late = ({ dataset: { env, win, cursor } }) => store.pane(env, win)?.cursor !== Number(cursor);
    return onScreen().filter(late).length;
  }

  /* Points that the page holds, the bytes of the buffers that they lie in, and the elements of the page. */
  function holds() {
    const { store } = link();
    const figures = store.envs().flatMap(env => store.windows(env).map(win => store.pane(env, win).json.content));
    const columns = figures.flatMap(({ data }) => data.flatMap(({ x, y }) => [x, y]));
    return {
      points: columns.reduce((sum, column) => sum + column.length, 0) / 2,
      buffers: columns.reduce((sum, column) => sum + column.buffer.byteLength, 0),
      elements: document.getElementsByTagName('*').length
    };
  }

  /* A line that Plotly draws by itself: made once, then a point more at a time, by one of its two ways. */
  const line = {
    fill(held, width, height) {
      const room = Math.max(RUNWAY, 2 * held);
      this.x = Float64Array.from({ length: room }, (_, i) => i);
      this.y = this.x.map(i => Math.sin(i / 50) + Math.sin(i * 1.7) / 10);
      this.length = held;
      this.layout = { width, height };
      this.node ??= document.body.appendChild(document.createElement('div'));
      return Plotly.newPlot(this.node, this.trace(), this.layout);
    },
    trace() {
      return [{ x: this.x.subarray(0, this.length), y: this.y.subarray(0, this.length), mode: 'lines' }];
    },
    react() {
      this.length++;
      return Plotly.react(this.node, this.trace(), this.layout);
    },
    extendTraces() {
      const at = this.length++;
      const more = { x: [this.x.slice(at, at + 1)], y: [this.y.slice(at, at + 1)] };
      return Plotly.extendTraces(this.node, more, [0]);
    },
    async grow(way, points, every) {
      for (let i = 0; i < points; i++) {
        const began = performance.now();
        await nextFrame();
        await this[way]();
        await new Promise(done => setTimeout(done, began + every - performance.now()));
      }
    },
    shown() {
      return [this.node.data[0].x.length, this.length];
    }
  };

  return { begin, end, nextFrame, digest, onScreen, behind, holds, line };
})();
