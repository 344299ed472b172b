(* SPDX-License-Identifier: LGPL-2.1-or-later *)
(* ocaml-libvirt: versions and errors, as far as they need no driver. *)

module C = Libvirt.Connect
module E = Libvirt.Virterror

let count = ref 0
let failed = ref 0

let check name passed =
  incr count;
  if not passed then incr failed;
  Printf.printf "%s %d - %s\n" (if passed then "ok" else "not ok") !count name

let open_error name =
  try
    ignore (C.connect ~name ());
    None
  with Libvirt.Virterror error -> Some error

let mapped_libraries () =
  let maps = open_in "/proc/self/maps" in
  let rec read found =
    match input_line maps with
    | line -> (
      match String.index_opt line '/' with
      | Some i ->
        let path = String.sub line i (String.length line - i) in
        let base = Filename.basename path in
        read (if String.length base > 12 && String.sub base 0 12 = "libvirt.so.0"
              then Filename.dirname path :: found else found)
      | None -> read found)
    | exception End_of_file -> close_in maps; found
  in
  read []

let () =
  let ours = Sys.getenv_opt "VIRTUE_LIBDIR" in
  check "the library under test is used"
    (match ours with
     | Some folder -> List.for_all (fun found -> found = folder) (mapped_libraries ())
     | None -> true);
  let version, _ = Libvirt.get_version () in
  check "version" (if ours = None then version > 0 else version = 12008000);
  (match open_error "foo" with
   | Some error ->
     check "code of an error" (error.E.code = E.VIR_ERR_NO_CONNECT);
     check "domain of an error" (error.E.domain = E.VIR_FROM_NONE);
     check "level of an error" (error.E.level = E.VIR_ERR_ERROR);
     check "message of an error"
       (error.E.message
        = Some "no connection driver available for URI 'foo' does not include a driver name");
     check "numbers of an error" (error.E.int1 = -1l && error.E.int2 = -1l)
   | None -> check "an error" false);
  check "another error"
    (match open_error "%" with
     | Some error -> error.E.message = Some "internal error: Unable to parse URI %"
     | None -> false);
  Libvirt.Event.register_default_impl ();
  check "the default event loop is taken" true;
  Printf.printf "1..%d\n" !count;
  exit (if !failed = 0 then 0 else 1)
