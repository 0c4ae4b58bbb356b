/** What is inside a pane's frame: one kind for each type of pane, chosen from a table. */
import { asText, type Json } from './json';
import { ImageCompareBody } from './compare';
import { EmbeddingsBody } from './embeddings/body';
import { FigureBody } from './figure';
import { ImageBody, ImageHistoryBody } from './image';
import { element } from './dom';
import { NetworkBody } from './network/body';
import { PropertiesBody } from './properties';
import { TextBody } from './text';

/** What a body may ask of the pane around it. */
export interface IBodyHost {
  readonly env: string;
  readonly win: string;
  /** Where to draw. */
  readonly node: HTMLElement;
  /** Sends a command to the workspace; a refusal is shown by the pane. */
  send(body: Json): void;
  /** Asks to be drawn again, though the pane itself did not change. */
  redraw(): void;
}

/** One picture to draw. */
export interface IPicture {
  readonly json: Json;
  readonly width: number;
  readonly height: number;
}

/** `loading` where code has to arrive first: the pane asks again when the promise is kept. */
export type Drawn = 'drawn' | 'loading';

/** One entry of a pane's menu. */
export interface IAction {
  readonly label: string;
  /** Present where the entry switches something on and off. */
  readonly isOn?: boolean;
  /** May throw or reject: the pane shows the error in its bar. */
  run(): void | Promise<void>;
}

export interface IBody {
  /** May throw or reject: the pane shows the error in the body's place. */
  draw(picture: IPicture): Drawn | Promise<Drawn>;
  /** What the menu offers for what is drawn now; `name` is for files, without an extension. */
  actions?(name: string): readonly IAction[];
  dispose(): void;
}

type BodyClass = new (host: IBodyHost) => IBody;

const bodies: { [type: string]: BodyClass } = {
  plot: FigureBody,
  plot_history: FigureBody,
  text: TextBody,
  image: ImageBody,
  image_history: ImageHistoryBody,
  image_compare: ImageCompareBody,
  properties: PropertiesBody,
  network: NetworkBody,
  embeddings: EmbeddingsBody
};

export function makeBody(type: string, host: IBodyHost): IBody {
  const Body = Object.hasOwn(bodies, type) ? bodies[type] : undefined;
  return new (Body ?? UnknownBody)(host);
}

/** A kind of pane that this version does not draw: says so, and shows what it holds. */
class UnknownBody implements IBody {
  constructor(private readonly _host: IBodyHost) {}

  draw({ json }: IPicture): Drawn {
    const type = asText(json['type']);
    this._host.node.replaceChildren(
      element(
        'p',
        'jv-Note',
        `This version does not draw panes of type “${type}” yet.`
      ),
      element('pre', 'jv-Note-json', outline(json))
    );
    return 'drawn';
  }

  dispose(): void {}
}

/** Characters of JSON shown: enough to recognise a pane by, whatever its size. */
const OUTLINE = 2000;

function outline(json: Json): string {
  const text = JSON.stringify(
    json,
    (_, value: unknown) =>
      value instanceof Float64Array ? `${value.length} numbers` : value,
    1
  );
  return text.length > OUTLINE ? `${text.slice(0, OUTLINE)} …` : text;
}
