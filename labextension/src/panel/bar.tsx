/** The panel's top bar: which envs, what to do with them, and how the connection is, in words where it is not live. */
import {
  closeIcon,
  ellipsesIcon,
  filterIcon,
  undoIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';
import { useState } from 'react';
import type { LinkState } from '../link';
import { openMenu } from '../panes/menu';
import { BarButton } from './barButton';
import { undoClose } from './envActions';
import { EnvPicker } from './envPicker';
import { isPattern } from './filter';
import { panelMenu } from './menu';
import type { PanelModel } from './model';
import { undoCount } from './views';

const WORDS: { readonly [state in LinkState]: string } = {
  live: 'Live',
  'catching-up': 'Catching up',
  stale: 'Not up to date',
  'kernel-gone': 'No kernel',
  'no-extension': 'No server extension'
};

const ASKABLE: readonly LinkState[] = ['stale', 'no-extension'];

export function Bar({ model }: { model: PanelModel }): React.JSX.Element {
  const [filtering, setFiltering] = useState(model.filter !== '');
  const passing = model.state === 'catching-up';
  return (
    <>
      <div className="jv-Bar">
        <EnvPicker model={model} />
        <BarButton
          icon={filterIcon}
          title="Filter panes by title"
          pressed={filtering}
          onClick={() => {
            model.filter = '';
            setFiltering(!filtering);
          }}
        />
        <UndoButton model={model} />
        <BarButton
          icon={ellipsesIcon}
          title="More"
          popup="menu"
          onClick={button => openMenu(button, panelMenu(model), model.tell)}
        />
        <span className="jv-Bar-space" />
        <div className="jv-Connection" data-link={model.state} role="status">
          {passing && (
            <span className="jv-Connection-reason">{model.reason}</span>
          )}
          <Chip model={model} />
        </div>
      </div>
      {filtering && <FilterField model={model} />}
      {model.isComparing && <CompareLine model={model} />}
      {model.state !== 'live' && !passing && <Notice model={model} />}
      {model.message !== '' && <Refusal model={model} />}
    </>
  );
}

/** How the connection is; to a pointer it also says what became of the messages so far. */
function Chip({ model }: { model: PanelModel }): React.JSX.Element {
  const [counts, setCounts] = useState('');
  const word = WORDS[model.state];
  const count = () => {
    const by = [...(model.link?.counts ?? [])];
    setCounts(by.map(([cause, number]) => `${cause}: ${number}`).join(', '));
  };
  return (
    <span
      className="jv-Connection-chip"
      title={counts ? `${word}. Messages ${counts}` : word}
      onPointerEnter={count}
    >
      <span className="jv-Connection-word">{word}</span>
    </span>
  );
}

/** There only while there is something to bring back. */
function UndoButton({
  model
}: {
  model: PanelModel;
}): React.JSX.Element | null {
  const count = model.isComparing ? 0 : undoCount(model.reload(model.env));
  return count === 0 ? null : (
    <BarButton
      icon={undoIcon}
      title={`Bring back the pane closed last (${count})`}
      text={String(count)}
      onClick={() => void undoClose(model).catch(model.tell)}
    />
  );
}

function FilterField({ model }: { model: PanelModel }): React.JSX.Element {
  const valid = isPattern(model.filter);
  return (
    <div className="jv-Line">
      <input
        className="jv-Field"
        type="search"
        placeholder="Filter panes by title (regular expression)"
        aria-label="Filter panes by title"
        aria-invalid={!valid}
        autoFocus={model.filter === ''}
        value={model.filter}
        onChange={event => (model.filter = event.target.value)}
      />
      {!valid && (
        <span className="jv-Line-error" role="alert">
          Not a regular expression: all panes are shown.
        </span>
      )}
    </div>
  );
}

function CompareLine({ model }: { model: PanelModel }): React.JSX.Element {
  return (
    <div className="jv-Line">
      <span className="jv-Line-text">
        Comparing {model.shown.length} environments
      </span>
      <label className="jv-Line-check">
        <input
          type="checkbox"
          checked={model.all}
          onChange={() => (model.all = !model.all)}
        />
        Show all panes
      </label>
    </div>
  );
}

/** What the kernel would not do. */
function Refusal({ model }: { model: PanelModel }): React.JSX.Element {
  return (
    <div className="jv-Notice" role="alert">
      <span className="jv-Notice-reason">{model.message}</span>
      <BarButton
        icon={closeIcon}
        title="Dismiss"
        onClick={() => (model.message = '')}
      />
    </div>
  );
}

/** A line of its own, in whole: what is wrong, and what to do. What soon passes has none, or the panes would jump. */
function Notice({ model }: { model: PanelModel }): React.JSX.Element {
  const { state, reason } = model;
  return (
    <div className="jv-Notice" data-link={state}>
      <span className="jv-Notice-reason">{reason}</span>
      {ASKABLE.includes(state) && (
        <button
          className="jv-Notice-button"
          onClick={() => model.link?.reconnect()}
        >
          Reconnect
        </button>
      )}
    </div>
  );
}
