/** The tree of envs, with a search: a click on a name shows that env alone, boxes choose several. */
import * as React from 'react';
import { useState } from 'react';
import { groupEnvs, type IEnvGroup } from './envs';
import type { PanelModel } from './model';

interface IEnvTreeProps {
  readonly model: PanelModel;
  close(): void;
}

export function EnvTree(props: IEnvTreeProps): React.JSX.Element {
  const [search, setSearch] = useState('');
  const groups = groupEnvs(props.model.envs(), search);
  return (
    <div
      className="jv-EnvTree"
      role="dialog"
      aria-label="Environments"
      // A click between the rows keeps the focus inside: where it leaves, the tree closes.
      tabIndex={-1}
      onKeyDown={moveFocus}
    >
      <input
        className="jv-Field"
        type="search"
        placeholder="Search environments"
        aria-label="Search environments"
        autoFocus
        value={search}
        onChange={event => setSearch(event.target.value)}
      />
      <div className="jv-EnvTree-list">
        {groups.map(group => (
          <Group key={group.name} group={group} {...props} />
        ))}
        {groups.length === 0 && (
          <p className="jv-EnvTree-none">
            No environment has this in its name.
          </p>
        )}
      </div>
    </div>
  );
}

function Group(props: IEnvTreeProps & { group: IEnvGroup }): React.JSX.Element {
  const { model, group } = props;
  const { shown } = model;
  const whole = group.envs.every(env => shown.includes(env));
  const others = shown.filter(env => !group.envs.includes(env));
  return (
    <div role="group" aria-label={group.name || undefined}>
      {group.name && (
        <label className="jv-EnvTree-group">
          <Check
            label={`Compare all of ${group.name}`}
            checked={whole}
            onChange={() =>
              choose(model, whole ? others : [...others, ...group.envs])
            }
          />
          {group.name}
        </label>
      )}
      {group.envs.map(env => (
        <Row key={env} env={env} {...props} />
      ))}
    </div>
  );
}

function Row(props: IEnvTreeProps & { env: string }): React.JSX.Element {
  const { model, env, close } = props;
  const { shown } = model;
  const isShown = shown.includes(env);
  const count = model.count(env);
  const others = shown.filter(other => other !== env);
  return (
    <div className="jv-EnvTree-row" data-env={env} data-shown={isShown}>
      <Check
        label={`Compare ${env}`}
        checked={isShown}
        onChange={() => choose(model, isShown ? others : [...shown, env])}
      />
      <button
        type="button"
        className="jv-EnvTree-name"
        title={env}
        onClick={() => {
          model.choose([env]);
          close();
        }}
      >
        <span>{env}</span>
        {count > 0 && (
          <span className="jv-EnvTree-count" aria-label={`${count} panes`}>
            {count}
          </span>
        )}
      </button>
    </div>
  );
}

function Check(props: {
  label: string;
  checked: boolean;
  onChange: () => void;
}): React.JSX.Element {
  const { label, checked, onChange } = props;
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      onChange={onChange}
    />
  );
}

/** One env is always shown. */
function choose(model: PanelModel, envs: readonly string[]): void {
  if (envs.length > 0) {
    model.choose(envs);
  }
}

/** The arrows go through search and names, as in a menu. */
function moveFocus(event: React.KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step !== undefined) {
    const stops = event.currentTarget.querySelectorAll<HTMLElement>(
      'input[type=search], .jv-EnvTree-name'
    );
    const index = [...stops].indexOf(document.activeElement as HTMLElement);
    stops[(Math.max(index, 0) + step + stops.length) % stops.length]?.focus();
    event.preventDefault();
  }
}
