/** The panel's top bar: which env, and how the connection is, in words where it is not live. */
import { HTMLSelect } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { LinkState } from '../link';
import type { PanelModel } from './model';

const WORDS: { readonly [state in LinkState]: string } = {
  live: 'Live',
  'catching-up': 'Catching up',
  stale: 'Not up to date',
  'kernel-gone': 'No kernel',
  'no-extension': 'No server extension'
};

/** What whoever runs the server should do; a user can only pass it on. */
const INSTALL =
  'The Jupyter server has no jupyter_visdom extension: ' +
  "pip install jupyter-visdom in the server's environment and restart it.";

const ASKABLE: readonly LinkState[] = ['stale', 'no-extension'];

export function Bar({ model }: { model: PanelModel }): React.JSX.Element {
  const passing = model.state === 'catching-up';
  return (
    <>
      <div className="jv-Bar">
        <EnvSelector model={model} />
        <span className="jv-Bar-space" />
        <div className="jv-Connection" data-link={model.state} role="status">
          {passing && (
            <span className="jv-Connection-reason">{model.reason}</span>
          )}
          <span className="jv-Connection-chip">{WORDS[model.state]}</span>
        </div>
      </div>
      {model.state !== 'live' && !passing && <Notice model={model} />}
    </>
  );
}

/** A line of its own, in whole: what is wrong, and what to do. What soon passes has none, or the panes would jump. */
function Notice({ model }: { model: PanelModel }): React.JSX.Element {
  const { state, reason } = model;
  return (
    <div className="jv-Notice" data-link={state}>
      <span className="jv-Notice-reason">
        {state === 'no-extension' ? INSTALL : reason}
      </span>
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

function EnvSelector({ model }: { model: PanelModel }): React.JSX.Element {
  const envs = model.envs();
  return (
    <label className="jv-Bar-env">
      <span className="jv-Bar-label">Environment</span>
      <HTMLSelect
        className="jv-Bar-select"
        value={model.env}
        disabled={envs.length < 2}
        onChange={event => model.choose(event.target.value)}
      >
        {(envs.length > 0 ? envs : [model.env]).map(env => (
          <option key={env} value={env}>
            {`${env} (${model.count(env)})`}
          </option>
        ))}
      </HTMLSelect>
    </label>
  );
}
