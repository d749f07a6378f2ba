package answer
import ("testing";"fmt";"os")
func TestZZ2(t *testing.T){ s:=os.Getenv("S"); var q string; fmt.Sscanf(s,"%q",&q); d:=Parse([]byte(q)); fmt.Print(dump(d)) 
 b:=[]byte(q); doc:=&Document{Raw:b, lines:rawLines(b)}; sc:=&scanner{doc:doc,text:b,starts:doc.lines}; sc.ends=lineEnds(b,doc.lines); sc.findFences(0); sc.run(0); fmt.Printf("%q\n", sc.buf) }
