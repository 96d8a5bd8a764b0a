// Package form is the layer between the items of a flow definition and the
// controls of a page. It draws items ([Desk]) and reads back what people typed
// ([Normalise], [Read]), for every kind of item and no particular stage.
//
// It knows definitions, values and page structs. It does not know HTTP, who is
// signed in, or what may be saved: casework says that. Start reading at
// [Controls], [Read] and [Desk.Item].
package form
